package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.RigException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How long until something is so, looked at again 5 ms after each look. */
final class Waiting {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private Waiting() {}

  /**
   * The time in milliseconds from now.
   *
   * @param what how it should read after "timed out waiting for"
   * @throws RigException if it is not so after five minutes
   */
  static double until(String what, BooleanSupplier so) {
    long start = System.nanoTime();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new RigException("timed out waiting for " + what);
      }
      LockSupport.parkNanos(PAUSE);
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
