package dev.jetway.backend.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A {@code metav1.Condition}, without its times.
 *
 * @param type what it is about
 * @param status True, False or Unknown
 * @param reason why, in one word
 * @param message why, for people
 */
record Condition(String type, String status, String reason, String message) {
  static final String READY = "Ready";

  /** Of a binding: whether clients of what it bound go on working. */
  static final String COMPATIBLE = "Compatible";

  private static final int MOST_TEXT = 4096;

  static Condition isTrue(String type, String reason, String message) {
    return new Condition(type, "True", reason, message);
  }

  static Condition isFalse(String type, String reason, String message) {
    return new Condition(type, "False", reason, message);
  }

  /** The conditions as JSON; the time of one whose status is as before stays. */
  static ArrayNode render(
      List<Condition> conditions, JsonNode before, long generation, Instant now) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Condition condition : conditions) {
      JsonNode last = find(before, condition.type());
      boolean same = last.path("status").asText().equals(condition.status());
      ObjectNode node = list.addObject();
      node.put("type", condition.type()).put("status", condition.status());
      node.put("observedGeneration", generation);
      node.put(
          "lastTransitionTime",
          same
              ? last.path("lastTransitionTime").asText()
              : now.truncatedTo(ChronoUnit.SECONDS).toString());
      node.put("reason", condition.reason());
      String text = condition.message();
      node.put("message", text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text);
    }
    return list;
  }

  /** The condition of a type in a status; a missing node if there is none. */
  static JsonNode find(JsonNode status, String type) {
    return status
        .path("conditions")
        .valueStream()
        .filter(condition -> condition.path("type").asText().equals(type))
        .findFirst()
        .orElseGet(JsonNodeFactory.instance::missingNode);
  }
}
