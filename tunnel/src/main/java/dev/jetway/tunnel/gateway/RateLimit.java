package dev.jetway.tunnel.gateway;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.util.function.LongSupplier;

/**
 * A token bucket that limits how many strangers are looked at a second, so that clusters that all
 * come back at once do not drown the control plane in TokenReviews. Thread-safe.
 */
final class HandshakeLimit {
  private static final double BURST_SECONDS = 2;

  private final double perSecond;
  private final LongSupplier nanoTime;
  private double permits;
  private long filled;

  HandshakeLimit(int perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
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
      throw new StatusException(
          Status.of(429, "too many clusters connect at this moment; try again in a second"));
    }
    permits--;
  }
}
