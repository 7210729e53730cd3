package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The finalizers of the garbage collectors, which must not meet: those that the consumer sets are
 * kept at the provider under private names, and those that the provider sets are not shown.
 */
final class Finalizers {
  private static final Map<String, String> TO_PROVIDER =
      Map.of("orphan", Origin.ORPHAN, "foregroundDeletion", Origin.FOREGROUND_DELETION);
  private static final Map<String, String> TO_CONSUMER =
      Map.of(Origin.ORPHAN, "orphan", Origin.FOREGROUND_DELETION, "foregroundDeletion");
  private static final Set<String> HIDDEN = TO_PROVIDER.keySet();
  private static final byte[] ORPHAN = JsonText.ascii("orphan");
  private static final byte[] FOREGROUND = JsonText.ascii("foreground");

  private Finalizers() {}

  /** The consumer's view of a list; empty if it is the same one. */
  static Optional<ArrayNode> toConsumer(byte[] bytes, int from, int to) {
    return concerns(bytes, from, to)
        ? Json.parse(bytes, from, to).flatMap(Finalizers::toConsumer)
        : Optional.empty();
  }

  /** The provider's view of a list; empty if it is the same one. */
  static Optional<ArrayNode> toProvider(byte[] bytes, int from, int to) {
    return concerns(bytes, from, to)
        ? Json.parse(bytes, from, to).map(Finalizers::toProvider)
        : Optional.empty();
  }

  /** The provider's view of a list that replaces another one, whose hidden entries stay. */
  static ArrayNode toProvider(JsonNode consumerView, JsonNode providersCurrent) {
    ArrayNode changed = toProvider(consumerView);
    for (JsonNode finalizer : providersCurrent) {
      if (HIDDEN.contains(finalizer.asText())) {
        changed.add(finalizer);
      }
    }
    return changed;
  }

  private static Optional<ArrayNode> toConsumer(JsonNode list) {
    ArrayNode changed = Json.NODES.arrayNode();
    for (JsonNode finalizer : list) {
      if (!HIDDEN.contains(finalizer.asText())) {
        changed.add(renamed(finalizer, TO_CONSUMER));
      }
    }
    return Optional.of(changed);
  }

  private static ArrayNode toProvider(JsonNode list) {
    ArrayNode changed = Json.NODES.arrayNode();
    for (JsonNode finalizer : list) {
      changed.add(renamed(finalizer, TO_PROVIDER));
    }
    return changed;
  }

  private static JsonNode renamed(JsonNode finalizer, Map<String, String> names) {
    String other = names.get(finalizer.asText());
    return other == null ? finalizer : Json.NODES.textNode(other);
  }

  /** Whether a list can hold one of the names; most lists do not, and stay as they are. */
  private static boolean concerns(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '\\'
          || (b == 'o' && startsWith(bytes, i, to, ORPHAN))
          || (b == 'f' && startsWith(bytes, i, to, FOREGROUND))) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] bytes, int at, int to, byte[] word) {
    return to - at >= word.length
        && java.util.Arrays.equals(bytes, at, at + word.length, word, 0, word.length);
  }
}
