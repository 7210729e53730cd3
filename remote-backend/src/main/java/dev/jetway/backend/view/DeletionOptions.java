package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.QueryString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a DeleteOptions asks for.
 *
 * @param propagationPolicy as given, empty if it is not
 * @param orphanDependents the older way to ask for {@code Orphan}
 * @param gracePeriodSeconds in seconds
 * @param uid the uid that the object must have, empty if any
 * @param resourceVersion the version that the object must have, empty if any
 * @param dryRun as given
 */
public record DeletionOptions(
    String propagationPolicy,
    Optional<Boolean> orphanDependents,
    OptionalLong gracePeriodSeconds,
    String uid,
    String resourceVersion,
    List<String> dryRun) {
  /** Copies the list. */
  public DeletionOptions {
    dryRun = List.copyOf(dryRun);
  }

  static DeletionOptions of(ObjectNode body) {
    JsonNode orphan = body.path("orphanDependents");
    JsonNode grace = body.path("gracePeriodSeconds");
    List<String> dryRun = new ArrayList<>();
    body.path("dryRun").forEach(value -> dryRun.add(value.asText()));
    return new DeletionOptions(
        text(body.path("propagationPolicy")),
        orphan.isBoolean() ? Optional.of(orphan.asBoolean()) : Optional.empty(),
        grace.canConvertToLong() ? OptionalLong.of(grace.asLong()) : OptionalLong.empty(),
        text(body.path("preconditions").path("uid")),
        text(body.path("preconditions").path("resourceVersion")),
        dryRun);
  }

  static DeletionOptions of(QueryString query) {
    Optional<String> grace =
        query.first("gracePeriodSeconds").filter(value -> value.matches("-?[0-9]{1,18}"));
    return new DeletionOptions(
        query.first("propagationPolicy").orElse(""),
        query.first("orphanDependents").map(_ -> query.isTrue("orphanDependents")),
        grace.isPresent() ? OptionalLong.of(Long.parseLong(grace.get())) : OptionalLong.empty(),
        query.first("uid").orElse(""),
        query.first("resourceVersion").orElse(""),
        query.parameters().stream()
            .filter(parameter -> parameter.key().equals("dryRun"))
            .map(QueryString.Parameter::value)
            .toList());
  }

  /**
   * The provider's name of the finalizer with which the consumer's garbage collector does what is
   * asked for; empty if nothing is, or if it contradicts itself, which the provider refuses.
   */
  Optional<String> finalizer() {
    if (!propagationPolicy.isEmpty() && orphanDependents.isPresent()) {
      return Optional.empty();
    }
    if (orphanDependents.orElse(false)) {
      return Optional.of(Origin.ORPHAN);
    }
    return switch (propagationPolicy) {
      case "Orphan" -> Optional.of(Origin.ORPHAN);
      case "Foreground" -> Optional.of(Origin.FOREGROUND_DELETION);
      default -> Optional.empty();
    };
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.asText() : "";
  }
}
