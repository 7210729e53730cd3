package dev.jetway.e2e.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A command that takes minutes, and says every quarter of a minute that it is still at it.
 *
 * @param what what it does, as it should read after "could not" and "still at it:"
 * @param log where its output goes
 */
public record LongCommand(
    String what, Path log, Map<String, String> environment, List<String> command) {
  private static final int PROGRESS_SECONDS = 15;

  /**
   * Runs it to its end.
   *
   * @param progress is given lines for a person
   * @throws RigException with the end of its output if it fails
   */
  public void run(Consumer<String> progress) {
    long start = System.nanoTime();
    progress.accept(what);
    try (ChildProcess process = ChildProcess.start(what, log, environment, command)) {
      while (!ended(process)) {
        progress.accept("  still at it: %s, %s so far".formatted(what, elapsed(start)));
      }
      if (process.awaitExit(Duration.ZERO) != 0) {
        throw new RigException("could not " + what + "\n" + process.tail());
      }
    }
  }

  static String elapsed(long start) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    return "%d:%02d min".formatted(elapsed.toMinutes(), elapsed.toSecondsPart());
  }

  private static boolean ended(ChildProcess process) {
    try {
      return process.handle().onExit().get(PROGRESS_SECONDS, TimeUnit.SECONDS) != null;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new RigException("could not wait for " + process.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while waiting for " + process.name(), e);
    }
  }
}
