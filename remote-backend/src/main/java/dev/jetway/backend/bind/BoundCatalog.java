package dev.jetway.backend.bind;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.tunnel.PrinterColumn;
import dev.jetway.tunnel.offer.Document;
import dev.jetway.tunnel.offer.GroupVersion;
import dev.jetway.tunnel.offer.OfferFilter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Catalogs limited to what is bound, and put together. What is bound whole keeps its documents as
 * they are; the others are filtered once and remembered. For one thread.
 */
final class BoundCatalog {
  private Map<Source, Document> remembered = new HashMap<>();
  private Map<Source, Document> inUse = new HashMap<>();

  private List<Source> mergedParts = List.of();
  private ApiCatalog.Document merged = plain(OfferFilter.merge(List.of()));

  /** A document, by its hash, and what is kept of it. */
  private record Source(String hash, Map<GroupVersion, Set<String>> kept, boolean v2) {
    Source {
      kept = Map.copyOf(kept);
    }
  }

  /** Begins a new state: what is not asked for until {@link #end} is forgotten then. */
  void begin() {
    inUse = new HashMap<>();
  }

  /** Ends it. */
  void end() {
    remembered = inUse;
  }

  /** A group/version with these resources alone. */
  ApiVersion limit(ApiVersion version, Set<String> resources) {
    if (resources.containsAll(version.names())) {
      return version;
    }
    GroupVersion key = new GroupVersion(version.group(), version.version());
    Map<GroupVersion, Set<String>> kept = Map.of(key, Set.copyOf(resources));
    Map<String, List<PrinterColumn>> columns = new HashMap<>(version.columns());
    columns.keySet().retainAll(resources);
    return new ApiVersion(
        version.group(),
        version.version(),
        new OfferFilter(kept).discovery(version.resources(), key),
        columns,
        plain(filtered(version.openApiV3(), kept, false)));
  }

  /**
   * One OpenAPI v2 document.
   *
   * @param kept what of each catalog is bound; catalogs of which nothing is may be missing
   */
  ApiCatalog.Document openApiV2(List<Map.Entry<ApiCatalog, Map<GroupVersion, Set<String>>>> kept) {
    if (kept.size() == 1 && isWhole(kept.getFirst().getKey(), kept.getFirst().getValue())) {
      return kept.getFirst().getKey().openApiV2();
    }
    List<Source> parts =
        kept.stream()
            .map(entry -> new Source(entry.getKey().openApiV2().hash(), entry.getValue(), true))
            .toList();
    List<Document> documents = new ArrayList<>();
    kept.forEach(
        entry -> documents.add(filtered(entry.getKey().openApiV2(), entry.getValue(), true)));
    if (!parts.equals(mergedParts)) {
      merged = plain(OfferFilter.merge(documents));
      mergedParts = parts;
    }
    return merged;
  }

  private static boolean isWhole(ApiCatalog catalog, Map<GroupVersion, Set<String>> kept) {
    return catalog.versions().stream()
        .allMatch(version ->
            kept.getOrDefault(new GroupVersion(version.group(), version.version()), Set.of())
                .containsAll(version.names()));
  }

  private Document filtered(
      ApiCatalog.Document document, Map<GroupVersion, Set<String>> kept, boolean v2) {
    Source source = new Source(document.hash(), kept, v2);
    Document known = remembered.get(source);
    Document result = known == null ? inUse.get(source) : known;
    if (result == null) {
      OfferFilter filter = new OfferFilter(new TreeMap<>(kept));
      byte[] bytes = bytes(document.json());
      result = v2 ? filter.openApiV2(bytes) : filter.openApiV3(bytes);
    }
    inUse.put(source, result);
    return result;
  }

  private static byte[] bytes(ByteBuffer json) {
    byte[] bytes = new byte[json.remaining()];
    json.duplicate().get(bytes);
    return bytes;
  }

  private static ApiCatalog.Document plain(Document document) {
    return new ApiCatalog.Document(document.json(), document.hash());
  }
}
