package dev.jetway.e2e.rig;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a condition, never for a time: looks at once, then with a pause that grows from 5 to
 * 200 ms, until the condition holds or the limit is over.
 *
 * <p>Blocks the calling thread; an interrupt ends the wait with a {@link RigException}.
 *
 * @param limit how long to go on looking; the condition is looked at once more after it
 */
public record Eventually(Duration limit) {
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

  /** Waits at most this long. */
  public static Eventually within(Duration limit) {
    return new Eventually(limit);
  }

  /**
   * Waits until the condition holds.
   *
   * @param what what is waited for, as it should read after "timed out waiting for"
   * @throws RigException if it does not hold within the limit
   */
  public void isTrue(String what, BooleanSupplier condition) {
    value(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /**
   * Waits until there is a value.
   *
   * @param what what is waited for, as it should read after "timed out waiting for"
   * @throws RigException if there is none within the limit
   */
  public <T> T value(String what, Supplier<Optional<T>> supplier) {
    return poll(
        supplier, () -> new RigException("timed out after " + limit + " waiting for " + what));
  }

  /**
   * Waits until the assertions pass.
   *
   * @throws AssertionError the last failure, if they do not pass within the limit
   */
  public void passes(Runnable assertions) {
    LastFailure last = new LastFailure();
    poll(() -> last.passes(assertions) ? Optional.of(true) : Optional.empty(), last::toError);
  }

  private <T, X extends Throwable> T poll(Supplier<Optional<T>> supplier, Supplier<X> failure)
      throws X {
    long end = System.nanoTime() + limit.toNanos();
    long pause = FIRST_PAUSE;
    while (true) {
      boolean last = System.nanoTime() - end >= 0;
      Optional<T> value = supplier.get();
      if (value.isPresent()) {
        return value.get();
      }
      if (last) {
        throw failure.get();
      }
      LockSupport.parkNanos(Math.clamp(end - System.nanoTime(), 1, pause));
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new RigException("interrupted while waiting");
      }
      pause = Math.min(LONGEST_PAUSE, pause * 3 / 2);
    }
  }

  private static final class LastFailure {
    private @Nullable AssertionError error;

    boolean passes(Runnable assertions) {
      try {
        assertions.run();
        return true;
      } catch (AssertionError e) {
        error = e;
        return false;
      }
    }

    AssertionError toError() {
      return error == null ? new AssertionError("never looked") : error;
    }
  }
}
