package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.tunnel.offer.OfferedResources.Definition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Limits the documents of what is offered further, to some of its resources. Thread-safe.
 *
 * <p>Bytes that are not JSON are a fault of the far end's and end in {@link UncheckedIOException}.
 */
public final class OfferFilter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OfferedResources kept;

  /** A filter that keeps these plural resources. */
  public OfferFilter(Map<GroupVersion, ? extends Set<String>> resources) {
    SortedMap<GroupVersion, SortedMap<String, Definition>> versions = new TreeMap<>();
    resources.forEach((version, names) -> {
      SortedMap<String, Definition> definitions = new TreeMap<>();
      names.forEach(name -> definitions.put(name, new Definition("", List.of())));
      versions.put(version, definitions);
    });
    this.kept = new OfferedResources(versions);
  }

  /** A copy of an APIResourceList with the kept resources and their subresources. */
  public ObjectNode discovery(ObjectNode list, GroupVersion version) {
    return DiscoveryFilter.filter(list, version, kept);
  }

  /** The part of an OpenAPI v3 document that the kept resources need. */
  public Document openApiV3(byte[] document) {
    try {
      return new OpenApiV3Filter(JSON).filter(document, kept);
    } catch (IOException e) {
      throw new UncheckedIOException("the OpenAPI v3 document is no JSON", e);
    }
  }

  /** The part of an OpenAPI v2 document that the kept resources need. */
  public Document openApiV2(byte[] document) {
    try {
      return new OpenApiV2Filter(JSON).filter(document, kept);
    } catch (IOException e) {
      throw new UncheckedIOException("the OpenAPI v2 document is no JSON", e);
    }
  }

  /**
   * OpenAPI v2 documents as one. Definitions of the same name are those of Kubernetes itself: the
   * first is taken.
   */
  public static Document merge(List<Document> documents) {
    ObjectNode merged = JSON.createObjectNode().put("swagger", "2.0");
    merged.putObject("info").put("title", "Kubernetes").put("version", "unversioned");
    ObjectNode paths = merged.putObject("paths");
    ObjectNode definitions = merged.putObject("definitions");
    for (Document document : documents) {
      JsonNode tree = tree(document, "v2");
      tree.path("paths").forEachEntry(paths::set);
      tree.path("definitions").forEachEntry(definitions::putIfAbsent);
    }
    return written(merged);
  }

  /** OpenAPI v3 documents of one group/version as one, in the same way. */
  public static Document mergeV3(List<Document> documents) {
    ObjectNode merged = JSON.createObjectNode();
    for (Document document : documents) {
      JsonNode tree = tree(document, "v3");
      merged.put("openapi", tree.path("openapi").asText("3.0.0"));
      tree.path("info").forEachEntry(merged.withObject("/info")::putIfAbsent);
      tree.path("paths").forEachEntry(merged.withObject("/paths")::set);
      tree.path("components")
          .forEachEntry((kind, parts) ->
              parts.forEachEntry(
                  merged.withObject("/components").withObjectProperty(kind)::putIfAbsent));
    }
    return written(merged);
  }

  private static JsonNode tree(Document document, String version) {
    try {
      return JSON.readTree(document.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException("an OpenAPI " + version + " document is no JSON", e);
    }
  }

  private static Document written(ObjectNode document) {
    try {
      return Document.of(JSON.writeValueAsBytes(document));
    } catch (IOException e) {
      throw new UncheckedIOException("an OpenAPI document cannot be written", e);
    }
  }
}
