package dev.jetway.backend.view;

import java.util.Optional;

/**
 * One provider namespace for each consumer namespace: {@code <cluster>-<namespace>}, shortened with
 * a hash where that passes 63 characters. Objects have the same name in both.
 *
 * <p>The way back rests on the object's origin labels, never on the name alone: {@code a-b-c} may
 * be {@code b-c} of cluster {@code a} or {@code c} of cluster {@code a-b}. The name must be the one
 * that the labels lead to.
 *
 * @param cluster the consumer cluster
 */
public record PerNamespaceMapping(Cluster cluster) implements NamespaceMapping {
  @Override
  public String toProvider(String consumerNamespace) {
    return consumerNamespace.isEmpty()
        ? ""
        : Shortened.to63(cluster.name() + "-" + consumerNamespace);
  }

  @Override
  public String nameAtProvider(String consumerNamespace, String name) {
    return name;
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public Optional<ConsumerKey> toConsumer(ObjectOrigin object) {
    if (!object.label(Origin.CLUSTER).equals(cluster.name())) {
      return Optional.empty();
    }
    String namespace = object.label(Origin.NAMESPACE);
    return !namespace.isEmpty() && toProvider(namespace).equals(object.namespace())
        ? Optional.of(new ConsumerKey(namespace, object.name()))
        : Optional.empty();
  }
}
