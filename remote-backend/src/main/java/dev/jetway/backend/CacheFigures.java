package dev.jetway.backend;

import java.util.List;

/**
 * What a backend keeps in memory, for metrics: a moment's picture.
 *
 * @param fromCache reads that were answered from memory so far
 * @param fromProvider reads that were passed on so far
 * @param resources what is kept of each resource
 */
public record CacheFigures(long fromCache, long fromProvider, List<OfResource> resources) {
  /** Nothing is kept. */
  public static final CacheFigures NONE = new CacheFigures(0, 0, List.of());

  /** Copies the list. */
  public CacheFigures {
    resources = List.copyOf(resources);
  }

  /**
   * What is kept of one resource.
   *
   * @param group the API group
   * @param version the API version
   * @param resource the plural resource
   * @param bytes about how much memory it takes
   * @param objects how many there are
   * @param watchers how many watch it here
   * @param upstreamWatches how many watches of it are open at the control plane for all of them
   * @param events changes that the control plane told so far
   * @param ageSeconds since the control plane was last heard of; 0 while changes are followed
   */
  public record OfResource(
      String group,
      String version,
      String resource,
      long bytes,
      int objects,
      int watchers,
      int upstreamWatches,
      long events,
      double ageSeconds) {}
}
