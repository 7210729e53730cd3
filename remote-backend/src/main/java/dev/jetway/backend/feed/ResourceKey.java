package dev.jetway.backend.feed;

import dev.jetway.kube.ResourcePath;

/**
 * A resource of one group/version.
 *
 * @param group the API group
 * @param version the API version
 * @param resource the plural resource
 */
public record ResourceKey(String group, String version, String resource) {
  /** The resource that a path is about. */
  public static ResourceKey of(ResourcePath path) {
    return new ResourceKey(path.group(), path.version(), path.resource());
  }

  /** The path of all its objects. */
  public String path() {
    return "/apis/" + group + "/" + version + "/" + resource;
  }

  @Override
  public String toString() {
    return resource + "." + version + "." + group;
  }
}
