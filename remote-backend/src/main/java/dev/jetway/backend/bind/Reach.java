package dev.jetway.backend.bind;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where a resource is bound. */
public sealed interface Reach {
  /** In all namespaces. */
  record Everywhere() implements Reach {}

  /**
   * In some.
   *
   * @param names sorted, at least one
   */
  record Namespaces(SortedSet<String> names) implements Reach {
    /** Copies the names. */
    public Namespaces {
      names = new TreeSet<>(names);
    }
  }

  /** One namespace. */
  static Reach in(String namespace) {
    return new Namespaces(new TreeSet<>(Set.of(namespace)));
  }

  /** Where either is. */
  default Reach and(Reach other) {
    if (this instanceof Namespaces(SortedSet<String> mine)
        && other instanceof Namespaces(SortedSet<String> theirs)) {
      SortedSet<String> all = new TreeSet<>(mine);
      all.addAll(theirs);
      return new Namespaces(all);
    }
    return new Everywhere();
  }
}
