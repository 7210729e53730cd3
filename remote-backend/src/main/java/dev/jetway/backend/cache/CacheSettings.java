package dev.jetway.backend.cache;

import dev.jetway.backend.feed.CacheLimits;

/**
 * The settings of a connection's cache.
 *
 * @param limits how much memory it takes at most
 * @param staleReads what becomes of reads while the control plane cannot be reached
 */
public record CacheSettings(CacheLimits limits, StaleReads staleReads) {
  /** A quarter of the heap, and stale reads are served. */
  public static CacheSettings defaults() {
    return new CacheSettings(CacheLimits.ofHeap(), StaleReads.SERVE);
  }
}
