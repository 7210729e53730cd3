package dev.jetway.tunnel.token;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing pauses with jitter, 0.5 s to 5 min: what is tried again has hours left, or waits for a
 * person. For one thread.
 */
final class Pauses {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 10;

  private final RandomGenerator random;
  private int count;

  Pauses(RandomGenerator random) {
    this.random = random;
  }

  /** How many there were since the last success. */
  int count() {
    return count;
  }

  /** Between half of the present longest and all of it; that doubles. */
  Duration next() {
    long longest =
        Math.min(FIRST.toMillis() << Math.min(count, MOST_DOUBLINGS), LONGEST.toMillis());
    count++;
    return Duration.ofMillis(longest / 2 + random.nextLong(longest / 2 + 1));
  }

  /** Begins small again. */
  void reset() {
    count = 0;
  }
}
