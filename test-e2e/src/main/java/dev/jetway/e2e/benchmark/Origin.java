package dev.jetway.e2e.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.e2e.rig.RigException;
import java.net.http.HttpResponse;

/**
 * The labels by which objects at the provider are the consumer's, taken from one that came through
 * it: so that many can be made in a fraction of the time.
 *
 * @param labels of an object that is called {@link #EXAMPLE}
 */
record Origin(ObjectNode labels) {
  private static final String EXAMPLE = "origin";
  private static final String NAME = "connect.jetway.dev/name";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Makes an object through the consumer, looks at it at the provider, and deletes it. */
  static Origin read(Route jetway, Route direct) {
    String body = ClaimBody.json(EXAMPLE, 0);
    HttpResponse<String> created =
        jetway.client().send("POST", jetway.collection(), "application/json", body);
    String example = direct.collection() + "/" + EXAMPLE;
    HttpResponse<String> there = direct.client().get(example);
    direct.client().delete(example);
    try {
      if (JSON.readTree(there.body()).path("metadata").get("labels") instanceof ObjectNode labels
          && labels.has(NAME)) {
        return new Origin(labels);
      }
      throw new RigException("no origin labels: %s, %s".formatted(created.body(), there.body()));
    } catch (JsonProcessingException e) {
      throw new RigException("the provider's answer is not JSON: " + there.body(), e);
    }
  }

  /** The same object, as if it had come through the consumer. */
  String label(String name, String body) {
    try {
      ObjectNode object = (ObjectNode) JSON.readTree(body);
      object.withObject("/metadata").set("labels", labels.deepCopy().put(NAME, name));
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new RigException("not JSON: " + body, e);
    }
  }
}
