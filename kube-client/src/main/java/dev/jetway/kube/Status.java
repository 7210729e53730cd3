package dev.jetway.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A {@code metav1.Status} that reports a failure: what every error answer of a Kubernetes API is
 * made of.
 *
 * <p>Immutable; {@code details} is copied in and out.
 */
public final class Status {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int code;
  private final String reason;
  private final String message;
  private final Optional<ObjectNode> details;

  private Status(int code, String reason, String message, Optional<ObjectNode> details) {
    this.code = code;
    this.reason = reason;
    this.message = message;
    this.details = details;
  }

  /** A failure with the reason that Kubernetes gives this HTTP code. */
  public static Status of(int code, String message) {
    return new Status(code, reasonOf(code), message, Optional.empty());
  }

  /**
   * A failure with a reason of its own, such as {@code Expired} where the code alone says {@code
   * Gone}.
   */
  public static Status of(int code, String reason, String message) {
    return new Status(code, reason, message, Optional.empty());
  }

  /** The 404 of one object, worded as kube-apiserver words it. */
  public static Status notFound(String group, String resource, String name) {
    String qualified = group.isEmpty() ? resource : resource + "." + group;
    return of(404, qualified + " \"" + name + "\" not found").about(group, resource, name);
  }

  /**
   * The same failure with {@code details.group}, {@code details.kind} (the resource) and {@code
   * details.name}.
   */
  public Status about(String group, String resource, String name) {
    ObjectNode copy = details.map(ObjectNode::deepCopy).orElseGet(JSON::createObjectNode);
    if (!name.isEmpty()) {
      copy.put("name", name);
    }
    if (!group.isEmpty()) {
      copy.put("group", group);
    }
    if (!resource.isEmpty()) {
      copy.put("kind", resource);
    }
    return new Status(code, reason, message, Optional.of(copy));
  }

  /** The same failure in other words. */
  public Status withMessage(String other) {
    return new Status(code, reason, other, details);
  }

  /** The same failure with {@code details.retryAfterSeconds}. */
  public Status retryAfter(int seconds) {
    ObjectNode copy = details.map(ObjectNode::deepCopy).orElseGet(JSON::createObjectNode);
    copy.put("retryAfterSeconds", seconds);
    return new Status(code, reason, message, Optional.of(copy));
  }

  /** The same failure with one more entry in {@code details.causes}. */
  public Status because(String causeReason, String causeMessage, String field) {
    ObjectNode copy = details.map(ObjectNode::deepCopy).orElseGet(JSON::createObjectNode);
    ObjectNode cause = copy.withArray("causes").addObject();
    cause.put("reason", causeReason).put("message", causeMessage);
    if (!field.isEmpty()) {
      cause.put("field", field);
    }
    return new Status(code, reason, message, Optional.of(copy));
  }

  /** Reads a Status that another server sent; empty if the bytes are something else. */
  public static Optional<Status> parse(byte[] body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node instanceof ObjectNode object && "Status".equals(node.path("kind").asText())
          ? Optional.of(of(object))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Reads a Status that is JSON already; what it does not say is empty. */
  public static Status of(ObjectNode node) {
    return new Status(
        node.path("code").asInt(),
        node.path("reason").asText(),
        node.path("message").asText(),
        node.path("details") instanceof ObjectNode details
            ? Optional.of(details.deepCopy())
            : Optional.empty());
  }

  /**
   * What a failed answer says: its Status if it brought one, else one made of the HTTP code.
   *
   * @param httpCode the code of the answer, which wins over the one in the body
   */
  public static Status ofAnswer(int httpCode, byte[] body) {
    return parse(body)
        .map(said ->
            new Status(
                httpCode,
                said.reason.isEmpty() ? reasonOf(httpCode) : said.reason,
                said.message,
                said.details))
        .orElseGet(() -> of(httpCode, "the server answered " + httpCode + " without a Status"));
  }

  /** The HTTP code, which is also the {@code code} of the body. */
  public int code() {
    return code;
  }

  /** The machine-readable reason, for example {@code NotFound}; empty for codes that have none. */
  public String reason() {
    return reason;
  }

  /** Whether one of {@code details.causes} has this reason. */
  public boolean has(String causeReason) {
    for (JsonNode cause : details.map(d -> d.path("causes")).orElseGet(JSON::createArrayNode)) {
      if (cause.path("reason").asText().equals(causeReason)) {
        return true;
      }
    }
    return false;
  }

  /** What a person reads. */
  public String message() {
    return message;
  }

  /** The body as JSON in UTF-8, ending in a line feed as kube-apiserver's does. */
  public byte[] toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("kind", "Status").put("apiVersion", "v1");
    node.putObject("metadata");
    node.put("status", "Failure").put("message", message);
    if (!reason.isEmpty()) {
      node.put("reason", reason);
    }
    details.ifPresent(d -> node.set("details", d.deepCopy()));
    node.put("code", code);
    return (node + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return code + " " + reason + ": " + message;
  }

  /**
   * The reason that {@code k8s.io/apimachinery/pkg/api/errors} gives a code, empty if it gives
   * none.
   */
  public static String reasonOf(int code) {
    return switch (code) {
      case 400 -> "BadRequest";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "NotFound";
      case 405 -> "MethodNotAllowed";
      case 406 -> "NotAcceptable";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 413 -> "RequestEntityTooLarge";
      case 415 -> "UnsupportedMediaType";
      case 422 -> "Invalid";
      case 429 -> "TooManyRequests";
      case 500 -> "InternalError";
      case 503 -> "ServiceUnavailable";
      case 504 -> "Timeout";
      default -> "";
    };
  }
}
