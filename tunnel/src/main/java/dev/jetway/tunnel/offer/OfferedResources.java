package dev.jetway.tunnel.offer;

import dev.jetway.tunnel.PrinterColumn;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The names of all that is offered: plural resources by group and version, each with what its
 * definition says.
 *
 * @param versions sorted, none of them empty
 */
record OfferedResources(SortedMap<GroupVersion, SortedMap<String, Definition>> versions) {
  static final OfferedResources NONE = new OfferedResources(new TreeMap<>());

  /** The subresources that custom resources can have. */
  private static final Set<String> SUBRESOURCES = Set.of("", "status", "scale");

  /**
   * The definition behind a resource.
   *
   * @param specHash changes whenever its spec does
   * @param columns those of the version
   */
  record Definition(String specHash, List<PrinterColumn> columns) {}

  static OfferedResources of(Collection<CustomResource> all, OfferRule rule) {
    SortedMap<GroupVersion, SortedMap<String, Definition>> versions = new TreeMap<>();
    for (CustomResource resource : all) {
      if (rule.offers(resource)) {
        resource
            .servedVersions()
            .forEach((version, columns) ->
                versions
                    .computeIfAbsent(
                        new GroupVersion(resource.group(), version), _ -> new TreeMap<>())
                    .put(resource.plural(), new Definition(resource.specHash(), columns)));
      }
    }
    return new OfferedResources(versions);
  }

  /** Whether requests for this resource go on. */
  boolean has(GroupVersion version, String resource, String subresource) {
    return names(version).contains(resource) && SUBRESOURCES.contains(subresource);
  }

  /** Whether discovery shows this name, which may be {@code resource/subresource}. */
  boolean hasName(GroupVersion version, String name) {
    int slash = name.indexOf('/');
    return slash < 0
        ? has(version, name, "")
        : has(version, name.substring(0, slash), name.substring(slash + 1));
  }

  Set<String> names(GroupVersion version) {
    SortedMap<String, Definition> resources = versions.get(version);
    return resources == null ? Set.of() : resources.keySet();
  }

  /** The printer columns of each resource of a version. */
  Map<String, List<PrinterColumn>> columns(GroupVersion version) {
    Map<String, List<PrinterColumn>> columns = new TreeMap<>();
    versions
        .getOrDefault(version, new TreeMap<>())
        .forEach((plural, definition) -> columns.put(plural, definition.columns()));
    return columns;
  }

  /** Whether both offer the same, though definitions may differ. */
  boolean hasNamesOf(OfferedResources other) {
    return versions.keySet().equals(other.versions.keySet())
        && versions.keySet().stream().allMatch(key -> names(key).equals(other.names(key)));
  }

  /** Every group with its plural resources, as an RBAC rule needs them. */
  SortedMap<String, SortedSet<String>> byGroup() {
    SortedMap<String, SortedSet<String>> groups = new TreeMap<>();
    versions.forEach((version, resources) ->
        groups.computeIfAbsent(version.group(), _ -> new TreeSet<>()).addAll(resources.keySet()));
    return groups;
  }
}
