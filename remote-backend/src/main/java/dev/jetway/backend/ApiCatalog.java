package dev.jetway.backend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.tunnel.PrinterColumn;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a control plane offers, with everything that discovery and OpenAPI need: a snapshot.
 *
 * @param versions every offered group/version, sorted by group, then by Kubernetes' version
 *     priority, the best first
 * @param openApiV2 one document for all of them, safe to be merged by kube-aggregator
 */
public record ApiCatalog(List<ApiVersion> versions, Document openApiV2) {
  /** Nothing is offered, or nothing is known yet: see {@link #isKnown}. */
  public static final ApiCatalog UNKNOWN =
      new ApiCatalog(List.of(), new Document(ByteBuffer.allocate(0), ""));

  /** Copies the list. */
  public ApiCatalog {
    versions = List.copyOf(versions);
  }

  /**
   * One offered group/version.
   *
   * @param group the API group
   * @param version the API version
   * @param resources the provider's own APIResourceList, limited to what is offered; callers must
   *     not modify it
   * @param columns the printer columns of each plural resource whose columns are known; an empty
   *     list stands for the default ones
   * @param openApiV3 its OpenAPI v3 document
   */
  public record ApiVersion(
      String group,
      String version,
      ObjectNode resources,
      Map<String, List<PrinterColumn>> columns,
      Document openApiV3) {
    /** Copies the columns. */
    public ApiVersion {
      columns = Map.copyOf(columns);
    }

    /** Whether the group/version has this resource, or {@code resource/subresource}. */
    public boolean has(String resource) {
      for (var entry : resources.path("resources")) {
        if (entry.path("name").asText().equals(resource)) {
          return true;
        }
      }
      return false;
    }

    private boolean isClaim(String resource) {
      for (var entry : resources.path("resources")) {
        if (entry.path("name").asText().equals(resource)) {
          for (var category : entry.path("categories")) {
            if (category.asText().equals("claim")) {
              return true;
            }
          }
        }
      }
      return false;
    }

    /** The plural resources, without subresources, in the order of discovery. */
    public List<String> names() {
      return resources
          .path("resources")
          .valueStream()
          .map(entry -> entry.path("name").asText())
          .filter(name -> name.indexOf('/') < 0)
          .toList();
    }

    /** The kind of a resource's objects. */
    public Optional<String> kindOf(String resource) {
      for (var entry : resources.path("resources")) {
        if (entry.path("name").asText().equals(resource)) {
          return Optional.of(entry.path("kind").asText());
        }
      }
      return Optional.empty();
    }
  }

  /**
   * JSON that is served as it is.
   *
   * @param json UTF-8; duplicate before reading
   * @param hash changes whenever the bytes do; usable as an ETag
   */
  public record Document(ByteBuffer json, String hash) {
    /** Makes the bytes read-only. */
    public Document {
      json = json.asReadOnlyBuffer();
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
      byte[] bytes = new byte[json.remaining()];
      json.duplicate().get(bytes);
      return bytes;
    }
  }

  /**
   * Whether the control plane has told what it offers since this process, or the state that it
   * started from, began.
   */
  public boolean isKnown() {
    return !openApiV2.hash().isEmpty();
  }

  /** Whether a resource is offered as a claim: its category {@code claim} says it. */
  public boolean isClaim(String group, String version, String resource) {
    return find(group, version).filter(found -> found.isClaim(resource)).isPresent();
  }

  /** The offered group/version, if it is offered. */
  public Optional<ApiVersion> find(String group, String version) {
    return versions.stream()
        .filter(v -> v.group().equals(group) && v.version().equals(version))
        .findFirst();
  }
}
