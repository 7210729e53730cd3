package dev.jetway.kube;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing pauses with jitter, 0.5 s to 30 s. For one thread. */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final RandomGenerator random;
  private Duration ceiling = FIRST;

  /** Begins small. */
  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** Between half of the present ceiling and all of it; the ceiling doubles. */
  public Duration next() {
    long half = ceiling.toMillis() / 2;
    Duration pause = Duration.ofMillis(half + random.nextLong(half + 1));
    Duration doubled = ceiling.multipliedBy(2);
    ceiling = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return pause;
  }

  /** Begins small again. */
  public void reset() {
    ceiling = FIRST;
  }
}
