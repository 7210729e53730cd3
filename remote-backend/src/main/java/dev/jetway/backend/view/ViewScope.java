package dev.jetway.backend.view;

import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.util.Optional;

/**
 * Whose view it is, and of what.
 *
 * @param cluster the consumer cluster
 * @param mapping how its namespaces map, and the names of the resource's objects
 * @param namespace the consumer namespace of the request, empty if it is for all namespaces
 * @param name the consumer's name of the object that the request is about, empty if it names none
 * @param unlabelled whether the provider answers with something that has the object's name, but not
 *     its labels: a Scale
 */
public record ViewScope(
    Cluster cluster, NamespaceMapping mapping, String namespace, String name, boolean unlabelled) {
  private static final String SCALE = "scale";

  /** The view of a namespace, or of all if it is empty. */
  public ViewScope(Cluster cluster, NamespaceMapping mapping, String namespace) {
    this(cluster, mapping, namespace, "", false);
  }

  /** The view of what a path names. */
  public static ViewScope of(Cluster cluster, NamespaceMapping mapping, ResourcePath path) {
    return new ViewScope(
        cluster, mapping, path.namespace(), path.name(), path.subresource().equals(SCALE));
  }

  /** The provider's namespace for the request, empty if it is for all namespaces. */
  public String providerNamespace() {
    return mapping.toProvider(namespace);
  }

  /** The provider's name of an object of the request's namespace. */
  public String nameAtProvider(String consumerName) {
    return consumerName.isEmpty() ? "" : mapping.nameAtProvider(namespace, consumerName);
  }

  /**
   * Where the consumer sees an object that the provider sent.
   *
   * @return empty if the object is not for this view and must not be shown; an empty namespace
   *     inside if the object has none
   */
  Optional<ConsumerKey> toConsumer(ObjectOrigin object, String providerNamespace) {
    return mapping.isShared()
        ? inShared(object, providerNamespace)
        : perNamespace(object, providerNamespace);
  }

  private Optional<ConsumerKey> inShared(ObjectOrigin object, String providerNamespace) {
    if (unlabelled) {
      boolean itself =
          object.namespace().equals(providerNamespace)
              && object.name().equals(nameAtProvider(name));
      return itself ? Optional.of(new ConsumerKey(namespace, name)) : Optional.empty();
    }
    return mapping
        .toConsumer(object)
        .filter(key -> namespace.isEmpty() || key.namespace().equals(namespace))
        .filter(key -> name.isEmpty() || key.name().equals(name));
  }

  private Optional<ConsumerKey> perNamespace(ObjectOrigin object, String providerNamespace) {
    boolean everywhere = object.namespace().isEmpty();
    if (!namespace.isEmpty()) {
      return everywhere || object.namespace().equals(providerNamespace)
          ? Optional.of(new ConsumerKey(everywhere ? "" : namespace, object.name()))
          : Optional.empty();
    }
    if (everywhere) {
      return object.label(Origin.CLUSTER).equals(cluster.name())
          ? Optional.of(new ConsumerKey("", object.name()))
          : Optional.empty();
    }
    return mapping.toConsumer(object);
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
