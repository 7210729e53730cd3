package dev.jetway.backend.view;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Whose view it is, and of which namespace.
 *
 * @param cluster the consumer cluster
 * @param mapping how its namespaces map
 * @param namespace the consumer namespace of the request, empty if it is for all namespaces
 */
public record ViewScope(Cluster cluster, NamespaceMapping mapping, String namespace) {
  /** The provider's namespace for the request, empty if it is for all namespaces. */
  public String providerNamespace() {
    return namespace.isEmpty() ? "" : mapping.toProvider(namespace);
  }

  /**
   * The consumer namespace of an object that the provider sent.
   *
   * @param objectNamespace the provider namespace of the object, empty if it has none
   * @param labels the value of the object's label of a given key, an empty text if it has none
   * @return empty if the object is not for this view and must not be shown; an empty text inside if
   *     the object has no namespace
   */
  Optional<String> toConsumer(
      String objectNamespace, String providerNamespace, UnaryOperator<String> labels) {
    if (!namespace.isEmpty()) {
      return objectNamespace.isEmpty() || objectNamespace.equals(providerNamespace)
          ? Optional.of(objectNamespace.isEmpty() ? "" : namespace)
          : Optional.empty();
    }
    if (objectNamespace.isEmpty()) {
      return labels.apply(Origin.CLUSTER).equals(cluster.name())
          ? Optional.of("")
          : Optional.empty();
    }
    return mapping.toConsumer(objectNamespace, labels);
  }

  /**
   * Checks the namespace that a body names.
   *
   * @throws StatusException 400 if it is not that of the request
   */
  void checkNamespace(String bodyNamespace) {
    if (!bodyNamespace.isEmpty() && !bodyNamespace.equals(namespace)) {
      throw new StatusException(
          Status.of(
              400,
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request"));
    }
  }
}
