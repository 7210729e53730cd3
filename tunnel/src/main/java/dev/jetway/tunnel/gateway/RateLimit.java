package dev.jetway.tunnel.gateway;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.util.function.LongSupplier;

/**
 * A token bucket that limits what is asked of the control plane for callers that all come at once.
 * Thread-safe.
 */
final class RateLimit {
  private static final double BURST_SECONDS = 2;

  private final double perSecond;
  private final String refusal;
  private final LongSupplier nanoTime;
  private double permits;
  private long filled;

  /**
   * A full bucket.
   *
   * @param perSecond permits a second on average; twice as many at once
   * @param refusal what those are told who get none
   */
  RateLimit(int perSecond, String refusal, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.refusal = refusal;
    this.nanoTime = nanoTime;
    this.permits = perSecond * BURST_SECONDS;
    this.filled = nanoTime.getAsLong();
  }

  /**
   * Takes a permit.
   *
   * @throws StatusException 429 if there is none
   */
  synchronized void acquire() {
    long now = nanoTime.getAsLong();
    permits = Math.min(perSecond * BURST_SECONDS, permits + (now - filled) / 1e9 * perSecond);
    filled = now;
    if (permits < 1) {
      throw new StatusException(Status.of(429, refusal));
    }
    permits--;
  }
}
