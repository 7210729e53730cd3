package dev.jetway.backend.view;

import java.util.Optional;

/**
 * Which provider namespace stands for which consumer namespace, and how objects are called there,
 * for one connected cluster and resource.
 *
 * <p>Implementations are immutable.
 */
public sealed interface NamespaceMapping permits PerNamespaceMapping, SingleMapping {
  /**
   * The provider namespace of a consumer namespace: a DNS label of at most 63 characters.
   *
   * @param consumerNamespace empty for all of them; then the result is where all of them are, empty
   *     if that is in no one namespace
   */
  String toProvider(String consumerNamespace);

  /** The provider's name of an object in a consumer namespace. */
  String nameAtProvider(String consumerNamespace, String name);

  /**
   * Whether objects have other names at the provider, in a namespace where there may be others that
   * are not the consumer's.
   */
  boolean isShared();

  /**
   * Where the consumer sees an object found at the provider.
   *
   * @return empty if the object is not this cluster's
   */
  Optional<ConsumerKey> toConsumer(ObjectOrigin object);
}
