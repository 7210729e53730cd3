package dev.jetway.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One version of a resource.
 *
 * @param resource its plural name
 */
public record VersionedResource(String group, String version, String resource) {
  /**
   * The versions that a status tells of.
   *
   * @param api with {@code resource} and {@code versions}
   */
  public static List<VersionedResource> of(String group, JsonNode api) {
    List<VersionedResource> all = new ArrayList<>();
    for (JsonNode version : api.path("versions")) {
      all.add(new VersionedResource(group, version.asText(), api.path("resource").asText()));
    }
    return all;
  }

  /** The path of its objects in all namespaces. */
  public String path() {
    return root() + "/" + resource;
  }

  /** The path of one of its objects. */
  public String path(String namespace, String name) {
    return root() + "/namespaces/" + namespace + "/" + resource + "/" + name;
  }

  private String root() {
    return "/apis/" + group + "/" + version;
  }
}
