package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The consumer's owner references, which the provider keeps as the text of an annotation.
 *
 * <p>The provider's kube-apiserver does not check a text, so it is checked here, as kube-apiserver
 * would: a list that does not decode would break every client that lists the resource.
 */
final class OwnerReferences {
  private static final List<String> REQUIRED = List.of("apiVersion", "kind", "name", "uid");
  private static final List<String> FLAGS = List.of("controller", "blockOwnerDeletion");

  private OwnerReferences() {}

  /** The list that an annotation's text holds; empty if it is none that a client could decode. */
  static Optional<byte[]> fromAnnotation(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8))
        .filter(list -> list instanceof ArrayNode && !list.isEmpty() && mistake(list).isEmpty())
        .map(Json::bytes);
  }

  /**
   * The text that keeps a list.
   *
   * @return empty if the list is empty
   * @throws StatusException 422 if an entry is one that kube-apiserver would refuse
   */
  static Optional<String> toAnnotation(JsonNode list) {
    Optional<String> mistake = mistake(list);
    if (mistake.isPresent()) {
      throw new StatusException(
          Status.of(422, "metadata.ownerReferences: Invalid value: " + mistake.get())
              .because("FieldValueInvalid", mistake.get(), "metadata.ownerReferences"));
    }
    return list.isEmpty()
        ? Optional.empty()
        : Optional.of(new String(Json.bytes(list), StandardCharsets.UTF_8));
  }

  private static Optional<String> mistake(JsonNode list) {
    int controllers = 0;
    for (JsonNode reference : list) {
      for (String field : REQUIRED) {
        if (reference.path(field).asText().isEmpty() || !reference.path(field).isTextual()) {
          return Optional.of(field + " must not be empty");
        }
      }
      for (String flag : FLAGS) {
        JsonNode value = reference.path(flag);
        if (!value.isBoolean() && !value.isNull() && !value.isMissingNode()) {
          return Optional.of(flag + " must be true or false");
        }
      }
      controllers += reference.path("controller").asBoolean() ? 1 : 0;
    }
    return controllers > 1
        ? Optional.of("Only one reference can have Controller set to true")
        : Optional.empty();
  }
}
