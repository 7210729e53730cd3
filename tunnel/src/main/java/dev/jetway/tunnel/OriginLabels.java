package dev.jetway.tunnel;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels that say where a provider namespace, and every object in it, comes from. The far end
 * finds a cluster's objects by them, so nothing is written without them.
 */
public final class OriginLabels {
  /** The name of the consumer cluster: on enrolled ServiceAccounts, namespaces and objects. */
  public static final String CLUSTER = "connect.jetway.dev/cluster";

  /** The consumer's namespace: on namespaces and objects. */
  public static final String NAMESPACE = "connect.jetway.dev/namespace";

  /** The object's name in the consumer, at most 63 characters: on objects. */
  public static final String NAME = "connect.jetway.dev/name";

  /** How a provider namespace is used: {@code Single} on those that clusters may share. */
  public static final String MAPPING = "connect.jetway.dev/mapping";

  /** {@code true} on everything that Jetway made at the provider. */
  public static final String MANAGED = "connect.jetway.dev/managed";

  private OriginLabels() {}

  /**
   * Those that an object of a cluster's namespace cannot be without, in the order of their keys.
   */
  public static SortedMap<String, String> of(String cluster, String consumerNamespace) {
    return new TreeMap<>(Map.of(CLUSTER, cluster, MANAGED, "true", NAMESPACE, consumerNamespace));
  }
}
