package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.view.Translation.NeedsCurrent;
import dev.jetway.backend.view.Translation.Translated;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A JSON patch. One that touches nothing that differs between the views goes on byte for byte; any
 * other is applied here to the consumer's view of the present object, and what results is sent as a
 * patch of the members that changed.
 */
final class JsonPatchBody {
  private static final String CONTENT_TYPE = "application/json-patch+json";
  private static final int MAX_OPERATIONS = 10_000;
  private static final Set<String> WHOLLY_SPECIAL =
      Set.of("namespace", "ownerReferences", "finalizers");

  private final byte[] bytes;
  private final ArrayNode operations;
  private final ViewScope scope;
  private final String name;

  private JsonPatchBody(byte[] bytes, ArrayNode operations, ViewScope scope, String name) {
    this.bytes = bytes;
    this.operations = operations;
    this.scope = scope;
    this.name = name;
  }

  /**
   * Reads a patch.
   *
   * @throws StatusException 400 if it is no array of operations, 413 if they are too many
   */
  static JsonPatchBody parse(byte[] bytes, ViewScope scope, String name) {
    if (!JsonBody.isJson(bytes)
        || !(Json.parse(bytes).orElseGet(Json.NODES::nullNode) instanceof ArrayNode operations)) {
      throw refused("error decoding patch: a JSON patch is an array of operations");
    }
    if (operations.size() > MAX_OPERATIONS) {
      throw new StatusException(
          Status.of(
              413,
              "The allowed maximum operations in a JSON patch is "
                  + MAX_OPERATIONS
                  + ", got "
                  + operations.size()));
    }
    for (JsonNode operation : operations) {
      if (!operation.isObject()) {
        throw refused("error decoding patch: an operation is not an object");
      }
      for (JsonNode pointer : List.of(operation.path("path"), operation.path("from"))) {
        segments(pointer.isTextual() ? pointer.asText() : "");
      }
    }
    return new JsonPatchBody(bytes, operations, scope, name);
  }

  Translation translate() {
    for (JsonNode operation : operations) {
      if (concerns(operation.path("path")) || concerns(operation.path("from"))) {
        return new NeedsCurrent(current -> apply(WriteView.bytes(current)));
      }
    }
    return new Translated(ByteBuffer.wrap(bytes), CONTENT_TYPE);
  }

  private boolean concerns(JsonNode pointer) {
    boolean name =
        scope.mapping().isShared()
            && pointer.isTextual()
            && segments(pointer.asText()).equals(List.of("metadata", "name"));
    return name || isSpecial(pointer);
  }

  /**
   * Whether a pointer leads to, into, or to something that holds, what differs between the views.
   */
  static boolean isSpecial(JsonNode pointer) {
    if (!pointer.isTextual()) {
      return false;
    }
    List<String> segments = segments(pointer.asText());
    if (segments.isEmpty()) {
      return true;
    }
    if (!segments.getFirst().equals("metadata")) {
      return false;
    }
    if (segments.size() == 1 || WHOLLY_SPECIAL.contains(segments.get(1))) {
      return true;
    }
    return switch (segments.get(1)) {
      case "labels" -> leadsToOurs(segments, ReservedKeys.LABELS);
      case "annotations" -> leadsToOurs(segments, ReservedKeys.ANNOTATIONS);
      default -> false;
    };
  }

  private static boolean leadsToOurs(List<String> segments, ReservedKeys ours) {
    return segments.size() == 2 || ours.has(segments.get(2));
  }

  /** The decoded segments; the library in kube-apiserver ignores what stands before the slash. */
  private static List<String> segments(String pointer) {
    if (pointer.isEmpty()) {
      return List.of();
    }
    if (!pointer.startsWith("/")) {
      throw refused("error decoding patch: a path must start with a slash: " + pointer);
    }
    List<String> segments = new ArrayList<>();
    for (String segment : pointer.substring(1).split("/", -1)) {
      segments.add(segment.replace("~1", "/").replace("~0", "~"));
    }
    return segments;
  }

  private Translated apply(byte[] currentBytes) {
    if (!(Json.parse(currentBytes).orElseGet(Json.NODES::nullNode) instanceof ObjectNode current)
        || !(Json.parse(shown(currentBytes)).orElseGet(Json.NODES::nullNode)
            instanceof ObjectNode before)) {
      throw new StatusException(Status.of(500, "the provider's present object is not JSON"));
    }
    JsonNode after = PatchApplication.apply(operations, before.deepCopy());
    if (!(after instanceof ObjectNode object) || !(object.path("metadata") instanceof ObjectNode)) {
      throw JsonBody.notAnObject();
    }
    ArrayNode patch = new PatchedObject(scope, name).difference(current, before, object);
    String named = scope.mapping().isShared() ? object.path("metadata").path("name").asText() : "";
    return new Translated(ByteBuffer.wrap(Json.bytes(patch)), CONTENT_TYPE, named, false);
  }

  private byte[] shown(byte[] current) {
    try {
      ByteBuffer shown =
          new JsonSplicer(SpliceShape.OBJECT, scope).feed(ByteBuffer.wrap(current), true);
      return WriteView.bytes(shown);
    } catch (SpliceException e) {
      throw new StatusException(
          Status.of(500, "the provider's present object: " + e.getMessage()), e);
    }
  }

  private static StatusException refused(String message) {
    return new StatusException(Status.of(400, message));
  }
}
