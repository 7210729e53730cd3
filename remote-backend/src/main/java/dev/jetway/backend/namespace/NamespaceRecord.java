package dev.jetway.backend.namespace;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The provider namespaces that may exist for this consumer cluster, as all its connectors note
 * them.
 *
 * @param owner whose they are
 * @param coverage what it means that a name is missing
 * @param resourceVersion a version of the control plane at which no other namespace was there;
 *     empty if none is known
 * @param names the names at the control plane, in order
 * @param leaving those of them that are to be taken out, each with the mark under which that was
 *     announced
 */
public record NamespaceRecord(
    Owner owner,
    Coverage coverage,
    String resourceVersion,
    Set<String> names,
    Map<String, String> leaving) {

  /** Copies the collections. */
  public NamespaceRecord {
    names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    leaving = Collections.unmodifiableSortedMap(new TreeMap<>(leaving));
  }

  /** The first record of an owner: it has no names yet. */
  static NamespaceRecord begun(Owner owner) {
    return new NamespaceRecord(owner, Coverage.PARTIAL, "", Set.of(), Map.of());
  }

  /** Whether an object may be made in a namespace without noting its name first. */
  boolean allowsCreation(String name) {
    return coverage == Coverage.OVERFULL || (names.contains(name) && !leaving.containsKey(name));
  }

  /** Adds names; those that were to be taken out stay. */
  NamespaceRecord with(Collection<String> more) {
    if (coverage == Coverage.OVERFULL) {
      return this;
    }
    Set<String> all = new TreeSet<>(names);
    all.addAll(more);
    Map<String, String> left = new TreeMap<>(leaving);
    left.keySet().removeAll(Set.copyOf(more));
    return new NamespaceRecord(owner, coverage, resourceVersion, all, left);
  }

  /** Announces that names are to be taken out, as far as they are in it and not announced yet. */
  NamespaceRecord announcing(Collection<String> gone, String mark) {
    Map<String, String> left = new TreeMap<>(leaving);
    gone.stream().filter(names::contains).forEach(name -> left.putIfAbsent(name, mark));
    return new NamespaceRecord(owner, coverage, resourceVersion, names, left);
  }

  /** Takes out the announced names that pass, as of a version of the control plane. */
  NamespaceRecord without(Predicate<Map.Entry<String, String>> ripe, String version) {
    Set<String> gone =
        leaving.entrySet().stream().filter(ripe).map(Map.Entry::getKey).collect(Collectors.toSet());
    if (gone.isEmpty()) {
      return this;
    }
    Set<String> kept = new TreeSet<>(names);
    kept.removeAll(gone);
    Map<String, String> left = new TreeMap<>(leaving);
    left.keySet().removeAll(gone);
    return new NamespaceRecord(owner, coverage, version, kept, left);
  }

  /** Makes a partial record whole, by all that the control plane has at a version. */
  NamespaceRecord whole(ProviderNamespaceNames.Listed listed) {
    return coverage == Coverage.PARTIAL
        ? new NamespaceRecord(
            owner, Coverage.WHOLE, listed.resourceVersion(), with(listed.names()).names(), leaving)
        : this;
  }

  /** The record that says that there are too many names. */
  NamespaceRecord overfull() {
    return new NamespaceRecord(owner, Coverage.OVERFULL, "", Set.of(), Map.of());
  }
}
