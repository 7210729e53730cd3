package dev.jetway.backend.change;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.kube.VersionPriority;
import dev.jetway.tunnel.PrinterColumn;
import dev.jetway.tunnel.offer.Document;
import dev.jetway.tunnel.offer.GroupVersion;
import dev.jetway.tunnel.offer.OfferFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One catalog out of two: some resources as they were, the others as they are. Pure. */
final class CatalogBlend {
  private final ApiCatalog before;
  private final ApiCatalog now;
  private final Map<GroupVersion, Set<String>> old = new HashMap<>();
  private final Map<GroupVersion, Set<String>> current = new HashMap<>();

  private CatalogBlend(ApiCatalog before, ApiCatalog now) {
    this.before = before;
    this.now = now;
  }

  /**
   * What is accepted: the kept resources whole as they were, in the versions that they had.
   *
   * @param kept the resources that stay
   */
  static ApiCatalog accepted(ApiCatalog before, ApiCatalog now, Set<Resource> kept) {
    if (kept.isEmpty()) {
      return now;
    }
    CatalogBlend blend = new CatalogBlend(before, now);
    SortedMap<GroupVersion, ApiVersion> all = index(before);
    all.putAll(index(now));
    List<ApiVersion> versions = new ArrayList<>();
    all.forEach((key, newest) -> {
      Set<String> stay = blend.take(before, key, kept, true);
      Set<String> follow = blend.take(now, key, kept, false);
      if (stay.isEmpty() && follow.isEmpty()) {
        return;
      }
      ObjectNode resources = newest.resources().deepCopy();
      ArrayNode list = resources.putArray("resources");
      blend.entries(now, key, follow, list);
      blend.entries(before, key, stay, list);
      versions.add(blend.version(newest, resources, newest.columns(), stay, follow));
    });
    return blend.catalog(versions);
  }

  /**
   * What clients see: the schemas of the held resources as they were, and no version of them that
   * they did not have. Discovery and columns are those of now, since the control plane answers by
   * them; and what it serves no more cannot be shown.
   *
   * @param held the resources whose changes wait
   */
  static ApiCatalog shown(ApiCatalog before, ApiCatalog now, Set<Resource> held) {
    if (held.isEmpty()) {
      return now;
    }
    CatalogBlend blend = new CatalogBlend(before, now);
    List<ApiVersion> versions = new ArrayList<>();
    index(now)
        .forEach((key, version) -> {
          Set<String> stay = blend.take(before, key, held, true);
          stay.retainAll(version.names());
          Set<String> follow = blend.take(now, key, held, false);
          Set<String> both = new TreeSet<>(stay);
          both.addAll(follow);
          if (both.isEmpty()) {
            return;
          }
          ObjectNode resources = version.resources().deepCopy();
          blend.entries(now, key, both, resources.putArray("resources"));
          Map<String, List<PrinterColumn>> columns = new HashMap<>(version.columns());
          columns.keySet().retainAll(both);
          versions.add(blend.version(version, resources, columns, stay, follow));
        });
    return blend.catalog(versions);
  }

  private static SortedMap<GroupVersion, ApiVersion> index(ApiCatalog catalog) {
    SortedMap<GroupVersion, ApiVersion> versions = new TreeMap<>();
    catalog
        .versions()
        .forEach(
            version -> versions.put(new GroupVersion(version.group(), version.version()), version));
    return versions;
  }

  /** Notes which resources of a version come from here. */
  private Set<String> take(ApiCatalog from, GroupVersion key, Set<Resource> some, boolean isOld) {
    Set<String> names = new TreeSet<>();
    from.find(key.group(), key.version())
        .ifPresent(version ->
            version.names().stream()
                .filter(name -> some.contains(new Resource(key.group(), name)) == isOld)
                .forEach(names::add));
    (isOld ? old : current).put(key, names);
    return names;
  }

  private void entries(ApiCatalog from, GroupVersion key, Set<String> names, ArrayNode into) {
    from.find(key.group(), key.version())
        .ifPresent(version ->
            new OfferFilter(Map.of(key, names))
                .discovery(version.resources(), key)
                .path("resources")
                .forEach(into::add));
  }

  private ApiVersion version(
      ApiVersion like,
      ObjectNode resources,
      Map<String, List<PrinterColumn>> columns,
      Set<String> stay,
      Set<String> follow) {
    GroupVersion key = new GroupVersion(like.group(), like.version());
    if (stay.isEmpty() && follow.containsAll(like.names())) {
      return like;
    }
    return new ApiVersion(
        like.group(), like.version(), resources, columns, openApiV3(key, stay, follow));
  }

  private ApiCatalog.Document openApiV3(GroupVersion key, Set<String> stay, Set<String> follow) {
    Optional<ApiVersion> whole =
        before
            .find(key.group(), key.version())
            .filter(version -> follow.isEmpty() && stay.containsAll(version.names()));
    if (whole.isPresent()) {
      return whole.get().openApiV3();
    }
    List<Document> parts = new ArrayList<>();
    part(parts, now, key, follow);
    part(parts, before, key, stay);
    return plain(OfferFilter.mergeV3(parts));
  }

  private static void part(
      List<Document> parts, ApiCatalog from, GroupVersion key, Set<String> names) {
    if (!names.isEmpty()) {
      from.find(key.group(), key.version())
          .ifPresent(version ->
              parts.add(
                  new OfferFilter(Map.of(key, names)).openApiV3(version.openApiV3().bytes())));
    }
  }

  private ApiCatalog catalog(List<ApiVersion> versions) {
    versions.sort(
        Comparator.comparing(ApiVersion::group)
            .thenComparing(ApiVersion::version, new VersionPriority()));
    return new ApiCatalog(versions, openApiV2());
  }

  private ApiCatalog.Document openApiV2() {
    boolean whole =
        current.values().stream().allMatch(Set::isEmpty)
            && index(before).entrySet().stream()
                .allMatch(entry ->
                    old.getOrDefault(entry.getKey(), Set.of())
                        .containsAll(entry.getValue().names()));
    if (whole) {
      return before.openApiV2();
    }
    return plain(
        OfferFilter.merge(
            List.of(
                new OfferFilter(current).openApiV2(now.openApiV2().bytes()),
                new OfferFilter(old).openApiV2(before.openApiV2().bytes()))));
  }

  private static ApiCatalog.Document plain(Document document) {
    return new ApiCatalog.Document(document.json(), document.hash());
  }
}
