package dev.jetway.tunnel;

import java.util.Optional;

/**
 * Where the control plane keeps what a consumer cluster's namespaces hold. A cluster's enrolment
 * says it, and stays what it is: objects do not move from one to the other.
 */
public sealed interface NamespaceMode {
  /**
   * The mode of a cluster that has one namespace, or none that it is told of.
   *
   * @throws IllegalArgumentException as {@link Single} does
   */
  static NamespaceMode of(Optional<String> singleNamespace, String clusterId) {
    return singleNamespace
        .<NamespaceMode>map(name -> new Single(name, clusterId))
        .orElseGet(PerNamespace::new);
  }

  /** In a namespace for each: {@link ProviderNamespaceName}. */
  record PerNamespace() implements NamespaceMode {}

  /**
   * All in one, under names that {@link SingleObjectName} makes.
   *
   * @param namespace which one
   * @param clusterId the identity of the consumer cluster, which is part of every name
   */
  record Single(String namespace, String clusterId) implements NamespaceMode {
    /**
     * Refuses an identity that would make names ambiguous.
     *
     * @throws IllegalArgumentException if it holds {@code x-}: with it, the names of one cluster
     *     could be made those of another
     */
    public Single {
      if (!isUsable(clusterId)) {
        throw new IllegalArgumentException(
            "the identity of a cluster with one namespace must not hold \"x-\": " + clusterId);
      }
    }

    /** Whether names can be made with this identity. */
    public static boolean isUsable(String clusterId) {
      return !clusterId.isEmpty() && !clusterId.contains("x-");
    }
  }
}
