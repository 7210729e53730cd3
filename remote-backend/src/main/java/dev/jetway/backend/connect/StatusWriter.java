package dev.jetway.backend.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.StatusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what changed of a status, and tells changes of the conditions Ready and Compatible as
 * Events. For one thread, of the replica that leads.
 *
 * <p>An object that was written is not written again before its new version was seen.
 */
final class StatusWriter {
  private static final String KINDS = "/apis/connect.jetway.dev/v1alpha1";
  private static final int MOST_MESSAGE = 1024;
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  /** Stages on the way of what is new; nobody waits to be told of them. */
  private static final Set<String> STAGES =
      Set.of("Connecting", "Registering", "ConnectionNotReady");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

  private final ApiServerClient client;
  private final InstantSource clock;
  private final Map<String, String> writtenOver = new HashMap<>();

  StatusWriter(ApiServerClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Writes a status if it is another than the object has.
   *
   * @param kind the plural
   * @param object as it was last seen; not modified
   * @return false if it is to be tried again later
   */
  boolean write(String kind, ObjectNode object, ObjectNode status) {
    JsonNode next = normal(status);
    JsonNode before = object.path("status");
    String uid = object.at("/metadata/uid").asText();
    String version = object.at("/metadata/resourceVersion").asText();
    if (next.equals(before)) {
      return true;
    }
    if (version.equals(writtenOver.get(uid))) {
      return true; // its new version is on the way here
    }
    ObjectNode changed = object.deepCopy();
    changed.set("status", next);
    try {
      client.replace(path(kind, object) + "/status", changed);
      writtenOver.put(uid, version);
      tellReady(
          object, Condition.find(before, Condition.READY), Condition.find(next, Condition.READY));
      tellChange(object, before, next);
      return true;
    } catch (StatusException e) {
      int code = e.status().code();
      if (code == CONFLICT || code == NOT_FOUND) {
        return true; // what came in between is seen soon
      }
      return failed(object, e);
    } catch (ApiUnreachableException e) {
      return failed(object, e);
    }
  }

  /** Forgets objects that are gone. */
  void retain(Set<String> uids) {
    writtenOver.keySet().retainAll(uids);
  }

  private static boolean failed(ObjectNode object, RuntimeException e) {
    LOG.warn(
        "could not write status kind={} name={} reason=\"{}\"",
        object.path("kind").asText(),
        object.at("/metadata/name").asText(),
        e.getMessage());
    return false;
  }

  private static String path(String kind, ObjectNode object) {
    String namespace = object.at("/metadata/namespace").asText();
    return KINDS
        + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
        + "/"
        + kind
        + "/"
        + object.at("/metadata/name").asText();
  }

  /** As the API server gives it back. */
  private static JsonNode normal(ObjectNode status) {
    try {
      return JSON.readTree(status.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tellReady(ObjectNode object, JsonNode before, JsonNode now) {
    if (!isSame(before, now) && !STAGES.contains(now.path("reason").asText())) {
      tell(object, now);
    }
  }

  /** Tells of other changes also while there are some already, and not that there is none yet. */
  private void tellChange(ObjectNode object, JsonNode before, JsonNode now) {
    JsonNode last = Condition.find(before, Condition.COMPATIBLE);
    JsonNode condition = Condition.find(now, Condition.COMPATIBLE);
    boolean same =
        isSame(last, condition)
            && before.path(BindingStatus.PENDING).equals(now.path(BindingStatus.PENDING));
    boolean good = condition.path("status").asText().equals("True");
    if (!same
        && (condition.path("status").asText().equals("False")
            || (good && last.path("status").asText().equals("False")))) {
      tell(object, condition);
    }
  }

  private static boolean isSame(JsonNode before, JsonNode now) {
    return before.path("status").asText().equals(now.path("status").asText())
        && before.path("reason").asText().equals(now.path("reason").asText());
  }

  private void tell(ObjectNode object, JsonNode now) {
    String reason = now.path("reason").asText();
    String namespace = object.at("/metadata/namespace").asText("");
    String place = namespace.isEmpty() ? "default" : namespace;
    String name = object.at("/metadata/name").asText();
    String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String message = now.path("message").asText();
    ObjectNode event = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Event");
    event
        .putObject("metadata")
        .put("name", name + "." + UUID.randomUUID().toString().replace("-", "").substring(0, 16))
        .put("namespace", place);
    event
        .putObject("involvedObject")
        .put("apiVersion", "connect.jetway.dev/v1alpha1")
        .put("kind", object.path("kind").asText())
        .put("namespace", namespace)
        .put("name", name)
        .put("uid", object.at("/metadata/uid").asText());
    event.put("type", now.path("status").asText().equals("True") ? "Normal" : "Warning");
    event.put("reason", reason);
    event.put(
        "message", message.length() > MOST_MESSAGE ? message.substring(0, MOST_MESSAGE) : message);
    event.put("firstTimestamp", time).put("lastTimestamp", time).put("count", 1);
    event.putObject("source").put("component", "jetway-connector");
    try {
      client.create("/api/v1/namespaces/" + place + "/events", event);
    } catch (StatusException | ApiUnreachableException e) {
      LOG.info("event not told name={} reason=\"{}\"", name, e.getMessage());
    }
  }
}
