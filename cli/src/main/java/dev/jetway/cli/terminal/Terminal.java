package dev.jetway.cli.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command's lines go. Thread-safe.
 *
 * @param out for results
 * @param err for progress and remarks
 * @param interactive whether a person looks on: progress moves, and colours are used
 */
public record Terminal(PrintWriter out, PrintWriter err, boolean interactive) {
  private static final Duration SHORT = Duration.ofSeconds(1);

  /** That of a command. Logs of libraries are kept away from it. */
  public static Terminal of(CommandSpec spec) {
    for (String name : new String[] {org.slf4j.Logger.ROOT_LOGGER_NAME, "dev.jetway"}) {
      if (LoggerFactory.getLogger(name) instanceof Logger logger) {
        logger.setLevel(Level.ERROR);
      }
    }
    boolean terminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
            && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(spec.commandLine().getOut(), spec.commandLine().getErr(), terminal);
  }

  /** A line of the result. */
  public void print(String line) {
    out.println(line);
    out.flush();
  }

  /** A remark, which is no part of the result. */
  public void remark(String line) {
    err.println(line);
    err.flush();
  }

  /** The text in green where a person sees colours. */
  public String good(String text) {
    return coloured("32", text);
  }

  /** The text in red where a person sees colours. */
  public String bad(String text) {
    return coloured("31", text);
  }

  private String coloured(String code, String text) {
    return interactive ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** Does something, and says what if it takes longer than a second. */
  public <T> T during(String what, Callable<T> task) throws Exception {
    Semaphore done = new Semaphore(0);
    Thread teller = Thread.ofVirtual().name("progress").start(() -> tell(what, done));
    try {
      return task.call();
    } finally {
      done.release();
      teller.join();
    }
  }

  private void tell(String what, Semaphore done) {
    try {
      long began = System.nanoTime();
      if (done.tryAcquire(SHORT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      if (!interactive) {
        remark(what + " ...");
        return;
      }
      do {
        err.print("\r" + what + " ... " + seconds(began) + " s");
        err.flush();
      } while (!done.tryAcquire(SHORT.toMillis(), TimeUnit.MILLISECONDS));
      err.print("\r\u001b[K");
      err.flush();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static long seconds(long began) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
  }
}
