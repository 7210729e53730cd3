package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How an object is deleted at the provider when the consumer asks for its dependents to be orphaned
 * or to go first: the dependents are the consumer's, so its garbage collector deals with them, held
 * by a private finalizer, and the provider deletes in the background.
 *
 * <p>If there is a {@link #finalizer}, the caller first adds it to the object, under the
 * preconditions of {@link #options}, and then deletes; the object then waits until the consumer's
 * garbage collector has removed the finalizer.
 *
 * @param query the provider's query
 * @param body the provider's body, empty if there was none; duplicate before reading
 * @param finalizer what the object must have before it is deleted, in the provider's name
 * @param options what the consumer asked for
 */
public record DeletePlan(
    QueryString query,
    Optional<ByteBuffer> body,
    Optional<String> finalizer,
    DeletionOptions options) {
  private static final String POLICY = "propagationPolicy";
  private static final String ORPHAN_DEPENDENTS = "orphanDependents";

  /**
   * Plans a delete, or deletecollection.
   *
   * @param query the consumer's query; as in kube-apiserver its options only count without a body
   * @param body DeleteOptions in JSON or YAML; is consumed; an empty one is none
   * @throws StatusException 400 if the body is something else
   */
  public static DeletePlan of(QueryString query, Optional<ByteBuffer> body) {
    byte[] bytes = body.map(WriteView::bytes).orElse(new byte[0]);
    return bytes.length == 0 ? ofQuery(query) : ofBody(query, bytes);
  }

  private static DeletePlan ofQuery(QueryString query) {
    DeletionOptions options = DeletionOptions.of(query);
    Optional<String> finalizer = options.finalizer();
    QueryString changed =
        finalizer.isPresent() ? query.without(ORPHAN_DEPENDENTS).with(POLICY, "Background") : query;
    return new DeletePlan(changed, Optional.empty(), finalizer, options);
  }

  private static DeletePlan ofBody(QueryString query, byte[] bytes) {
    ObjectNode tree = tree(bytes);
    DeletionOptions options = DeletionOptions.of(tree);
    Optional<String> finalizer = options.finalizer();
    if (finalizer.isPresent()) {
      tree.remove(ORPHAN_DEPENDENTS);
      tree.put(POLICY, "Background");
    }
    byte[] changed = finalizer.isPresent() ? Json.bytes(tree) : bytes;
    return new DeletePlan(query, Optional.of(ByteBuffer.wrap(changed)), finalizer, options);
  }

  private static ObjectNode tree(byte[] bytes) {
    Optional<JsonNode> node = Json.parse(bytes).or(() -> Json.parse(YamlBody.toJson(bytes)));
    if (node.orElseGet(Json.NODES::nullNode) instanceof ObjectNode object) {
      return object;
    }
    throw new StatusException(Status.of(400, "the body of the request must be DeleteOptions"));
  }
}
