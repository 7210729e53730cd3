package dev.jetway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** The {@code status.conditions} of a Kubernetes object. Pure functions. */
public final class Conditions {
  private Conditions() {}

  /** Whether the object has a condition of the type that is {@code True}. */
  public static boolean isTrue(JsonNode object, String type) {
    return status(object, type).equals("True");
  }

  /** {@code True}, {@code False} or {@code Unknown}; empty if there is no such condition. */
  public static String status(JsonNode object, String type) {
    return condition(object, type).path("status").asText();
  }

  /** The reason of a condition; empty if there is no such condition. */
  public static String reason(JsonNode object, String type) {
    return condition(object, type).path("reason").asText();
  }

  /** The message of a condition; empty if there is no such condition. */
  public static String message(JsonNode object, String type) {
    return condition(object, type).path("message").asText();
  }

  /** When the status of a condition changed last; empty if there is no such condition. */
  public static String since(JsonNode object, String type) {
    return condition(object, type).path("lastTransitionTime").asText();
  }

  private static JsonNode condition(JsonNode object, String type) {
    for (JsonNode condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return MissingNode.getInstance();
  }
}
