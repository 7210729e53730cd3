package dev.jetway.backend.view;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Which provider namespace stands for which consumer namespace, for one connected cluster.
 *
 * <p>Implementations are immutable.
 */
public interface NamespaceMapping {
  /** The provider namespace of a consumer namespace: a DNS label of at most 63 characters. */
  String toProvider(String consumerNamespace);

  /**
   * The consumer namespace of an object found at the provider.
   *
   * @param providerNamespace the namespace that the object is in
   * @param labels the value of the object's label of a given key, an empty text if it has none
   * @return empty if the object is not this cluster's
   */
  Optional<String> toConsumer(String providerNamespace, UnaryOperator<String> labels);
}
