package dev.jetway.tunnel.dial;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * The pauses between attempts: each is drawn evenly between nothing and a limit that doubles from
 * attempt to attempt, so that many links that lost the same gateway come back spread out.
 *
 * <p>Used by one thread.
 */
final class BackOff {
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 30;

  private final Duration first;
  private final Duration most;
  private final DoubleSupplier random;
  private int attempts;

  /** {@code random} gives numbers from 0 to 1. */
  BackOff(Duration first, Duration most, DoubleSupplier random) {
    this.first = first;
    this.most = most;
    this.random = random;
  }

  /** The pause before the next attempt; never shorter than what the gateway asked for. */
  Duration next(Optional<Duration> retryAfter) {
    double limit = (double) first.toNanos() * (1L << Math.min(attempts, MOST_DOUBLINGS));
    attempts++;
    double nanos = Math.min(limit, (double) most.toNanos()) * random.getAsDouble();
    Duration pause = Duration.ofNanos((long) nanos);
    // The jitter is added: everybody who was sent away was given the same number.
    return retryAfter.map(least -> min(least, LONGEST_RETRY_AFTER).plus(pause)).orElse(pause);
  }

  /** Starts small again. */
  void reset() {
    attempts = 0;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
