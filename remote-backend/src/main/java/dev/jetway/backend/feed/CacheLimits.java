package dev.jetway.backend.feed;

import dev.jetway.backend.feed.Timeline.RingLimits;

/**
 * How much memory what is kept may take.
 *
 * @param bytes of all feeds of a connection together
 * @param ringEvents how many past events each feed keeps at most
 */
public record CacheLimits(long bytes, int ringEvents) {
  private static final int RING_EVENTS = 8192;
  private static final long RING_BYTES = 16 << 20;
  private static final int RING_SHARE = 32;

  /** A limit on the memory, and 8192 events. */
  public static CacheLimits of(long bytes) {
    return new CacheLimits(bytes, RING_EVENTS);
  }

  /** A quarter of the heap that this process may have. */
  public static CacheLimits ofHeap() {
    return of(Runtime.getRuntime().maxMemory() / 4);
  }

  /** What is kept of the past of one resource: at most 16 MiB, and a 32nd of all. */
  RingLimits ring() {
    return new RingLimits(ringEvents, Math.min(RING_BYTES, bytes / RING_SHARE));
  }
}
