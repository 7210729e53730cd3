package dev.jetway.tunnel.scope;

/** Hears of whom provider namespaces are. */
@FunctionalInterface
public interface OwnerListener {
  /**
   * The namespace belongs to this cluster from now on.
   *
   * @param cluster empty if the namespace is gone, or nobody's
   */
  void ownedBy(String namespace, String cluster);
}
