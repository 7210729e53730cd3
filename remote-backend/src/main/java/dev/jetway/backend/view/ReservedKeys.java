package dev.jetway.backend.view;

import java.util.Collection;
import java.util.Set;

/** Keys of a map that are ours, and never cross. */
final class ReservedKeys {
  /** Those of labels. */
  static final ReservedKeys LABELS =
      new ReservedKeys(Set.of(Origin.MANAGED, Origin.CLUSTER, Origin.NAMESPACE, Origin.NAME));

  /** Those of annotations. */
  static final ReservedKeys ANNOTATIONS =
      new ReservedKeys(
          Set.of(Origin.CLUSTER, Origin.NAMESPACE, Origin.NAME, Origin.OWNER_REFERENCES));

  private static final byte[] PREFIX = JsonText.ascii("connect.jetway.dev/");

  private final Set<String> names;
  private final byte[][] keys;

  private ReservedKeys(Set<String> names) {
    this.names = names;
    keys = names.stream().map(JsonText::ascii).toArray(byte[][]::new);
  }

  Collection<String> names() {
    return names;
  }

  boolean has(String key) {
    return names.contains(key);
  }

  /** Whether the key of an entry is one of these. */
  boolean has(JsonMembers map, int entry) {
    if (!map.keyMayStart(entry, PREFIX)) {
      return false;
    }
    for (byte[] key : keys) {
      if (map.keyIs(entry, key)) {
        return true;
      }
    }
    return false;
  }
}
