package dev.jetway.backend.view;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The marks that tell where an object at the provider comes from, and the private names under which
 * the provider keeps what belongs to the consumer's garbage collector.
 *
 * <p>The consumer never sees them, and what it writes under these names is dropped.
 */
public final class Origin {
  /** Label on all that is written through a connection; its value is {@code true}. */
  public static final String MANAGED = "connect.jetway.dev/managed";

  /** Label with the name of the consumer cluster. */
  public static final String CLUSTER = "connect.jetway.dev/cluster";

  /** Label with the consumer namespace. */
  public static final String NAMESPACE = "connect.jetway.dev/namespace";

  /**
   * Label with the object's name; where that is no label value, a shortened one, and the whole name
   * is in an annotation of the same key. Absent after a create with {@code generateName}, when the
   * name is not known yet, until the next write; but where the provider's name is made of it, it is
   * always there.
   */
  public static final String NAME = "connect.jetway.dev/name";

  /** Annotation with the JSON text of the consumer's {@code metadata.ownerReferences}. */
  public static final String OWNER_REFERENCES = "connect.jetway.dev/owner-references";

  /** The provider's name of the consumer's finalizer {@code orphan}. */
  public static final String ORPHAN = "connect.jetway.dev/orphan";

  /** The provider's name of the consumer's finalizer {@code foregroundDeletion}. */
  public static final String FOREGROUND_DELETION = "connect.jetway.dev/foreground-deletion";

  private Origin() {}

  /**
   * The labels of an object.
   *
   * @param namespace the consumer namespace, empty for an object that has none
   * @param name the object's name, empty if it is not known yet
   */
  public static Map<String, String> labels(Cluster cluster, String namespace, String name) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(MANAGED, "true");
    labels.put(CLUSTER, cluster.name());
    if (!namespace.isEmpty()) {
      labels.put(NAMESPACE, namespace);
    }
    if (!name.isEmpty()) {
      labels.put(NAME, Shortened.toLabelValue(name));
    }
    return labels;
  }

  /** The annotations of an object: its name, if that is no label value. */
  public static Map<String, String> annotations(String name) {
    return name.isEmpty() || Shortened.toLabelValue(name).equals(name)
        ? Map.of()
        : Map.of(NAME, name);
  }
}
