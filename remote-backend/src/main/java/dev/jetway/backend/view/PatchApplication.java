package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.flipkart.zjsonpatch.JsonPatch;
import com.flipkart.zjsonpatch.JsonPatchApplicationException;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;

/**
 * Applies a JSON patch as kube-apiserver does, where the library is more lenient: what is to be
 * removed must exist, and what is copied is limited, as copies of copies double.
 */
final class PatchApplication {
  /** As many bytes as kube-apiserver allows to be copied by one patch. */
  private static final long MAX_COPIED = 3 << 20;

  private JsonNode document;
  private long copied;

  private PatchApplication(JsonNode document) {
    this.document = document;
  }

  /**
   * Applies a patch.
   *
   * @param operations objects, with pointers that are known to be pointers
   * @param document is changed
   * @throws StatusException 413 if too much is copied, 422 if an operation is none or does not
   *     apply
   */
  static JsonNode apply(ArrayNode operations, JsonNode document) {
    PatchApplication application = new PatchApplication(document);
    try {
      operations.deepCopy().forEach(application::apply);
    } catch (JsonPatchApplicationException e) { // an invalid patch is one of these
      throw new StatusException(Status.of(422, "the patch does not apply: " + e.getMessage()), e);
    }
    return application.document;
  }

  private void apply(JsonNode operation) {
    String op = operation.path("op").asText();
    String path = operation.path("path").asText();
    switch (op) {
      case "remove" -> existing(op, path);
      case "move" -> existing(op, operation.path("from").asText());
      case "copy" -> {
        copied += Json.bytes(existing(op, operation.path("from").asText())).length;
        if (copied > MAX_COPIED) {
          throw new StatusException(
              Status.of(413, "the JSON patch copies more than " + MAX_COPIED + " bytes"));
        }
      }
      default -> {}
    }
    boolean whole = operation.path("path").isTextual() && path.isEmpty();
    if (whole && (op.equals("add") || op.equals("replace")) && operation.has("value")) {
      document = operation.path("value");
    } else if (whole && (op.equals("move") || op.equals("copy"))) {
      document = existing(op, operation.path("from").asText()).deepCopy();
    } else if (whole && op.equals("remove")) {
      document = Json.NODES.nullNode();
    } else {
      JsonPatch.applyInPlace(Json.NODES.arrayNode().add(operation), document);
    }
  }

  private JsonNode existing(String op, String pointer) {
    JsonNode node = document.at(pointer);
    if (node.isMissingNode()) {
      throw new StatusException(
          Status.of(
              422, op + " operation does not apply: doc is missing path: \"" + pointer + "\""));
    }
    return node;
  }
}
