package dev.jetway.backend.view;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One provider namespace for each consumer namespace: {@code <cluster>-<namespace>}, shortened with
 * a hash where that passes 63 characters.
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
    return Shortened.to63(cluster.name() + "-" + consumerNamespace);
  }

  @Override
  public Optional<String> toConsumer(String providerNamespace, UnaryOperator<String> labels) {
    if (!labels.apply(Origin.CLUSTER).equals(cluster.name())) {
      return Optional.empty();
    }
    String namespace = labels.apply(Origin.NAMESPACE);
    return !namespace.isEmpty() && toProvider(namespace).equals(providerNamespace)
        ? Optional.of(namespace)
        : Optional.empty();
  }
}
