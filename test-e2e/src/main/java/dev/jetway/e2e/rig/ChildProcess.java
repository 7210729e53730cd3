package dev.jetway.e2e.rig;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that ends with this JVM, also when the JVM is killed with SIGKILL.
 *
 * <p>It is started through a shell that leaves a watcher behind and then becomes the program by
 * {@code exec}, so that {@link #pid()} is the program's own. The watcher reads from a pipe whose
 * other end this JVM holds; when the kernel closes that, it kills the program:
 *
 * <pre>
 *   JVM ──stdin pipe──► watcher (read; kill -9 program)
 *    └──── signals ───► program (stdin /dev/null, output to the log file)
 * </pre>
 *
 * <p>Safe for use by several threads. States: running ⇄ paused → ended.
 */
public final class ChildProcess implements AutoCloseable {
  private static final String WATCHED =
      "exec 3<&0; (read -r line <&3; kill -9 $$) >/dev/null 2>&1 & exec \"$@\" 3<&- </dev/null";
  private static final int TAIL_LINES = 25;
  private static final int TAIL_BYTES = 16 * 1024;

  private final String name;
  private final Path log;
  private final Process process;

  private ChildProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a program.
   *
   * @param name how messages call it
   * @param log where its output and error output are appended to
   * @param environment what is set beside the environment of this JVM
   * @param command the program and its arguments
   * @throws RigException if it cannot be started; a program that is missing only ends, see {@link
   *     #isAlive()}
   */
  public static ChildProcess start(
      String name, Path log, Map<String, String> environment, List<String> command) {
    List<String> watched = new ArrayList<>(List.of("/bin/sh", "-c", WATCHED, name));
    watched.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(watched)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return new ChildProcess(name, log, builder.start());
    } catch (IOException e) {
      throw new RigException("could not start " + name + ": " + e.getMessage(), e);
    }
  }

  /** How messages call it. */
  public String name() {
    return name;
  }

  /** The file with its output. */
  public Path log() {
    return log;
  }

  /** The program's process id. */
  public long pid() {
    return process.pid();
  }

  /** The program as the operating system sees it, for its CPU time and its descendants. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Whether it has not ended yet; a paused process is alive. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits until it ends.
   *
   * @return its exit code; 128 and the signal's number if a signal ended it
   * @throws RigException if it does not end within the limit
   */
  public int awaitExit(Duration limit) {
    if (!endsWithin(limit)) {
      throw new RigException(name + " did not end within " + limit + "\n" + tail());
    }
    return process.exitValue();
  }

  /** Stops it as an operator would, by SIGTERM, and by SIGKILL if it does not end in time. */
  public void stop(Duration grace) {
    if (isAlive()) {
      signal("TERM");
      signal("CONT");
    }
    if (!endsWithin(grace)) {
      kill();
    }
  }

  /** Ends it at once by SIGKILL, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(30));
  }

  /** Freezes it by SIGSTOP: its connections stay open, nothing answers on them. */
  public void pause() {
    signal("STOP");
  }

  /** Lets a paused process go on. */
  public void resume() {
    signal("CONT");
  }

  /** Sends a signal, named as {@code kill} names it, for example {@code HUP}. */
  public void signal(String signal) {
    try {
      // The shell's own kill: not every small image has the program.
      new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new RigException("could not signal " + name + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while signalling " + name, e);
    }
  }

  /** The last lines of its output, for a failure's message. */
  public String tail() {
    return tail(log);
  }

  /** Ends it as {@link #kill()} does. */
  @Override
  public void close() {
    kill();
  }

  static String tail(Path log) {
    try (var channel = Files.newByteChannel(log)) {
      channel.position(Math.max(0, channel.size() - TAIL_BYTES));
      var bytes = Channels.newInputStream(channel).readAllBytes();
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      Stream<String> last = lines.stream().skip(Math.max(0, lines.size() - TAIL_LINES));
      return "end of " + log + ":\n  " + String.join("\n  ", last.toList());
    } catch (IOException e) {
      return log + " cannot be read: " + e.getMessage();
    }
  }

  private boolean endsWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      // Whoever interrupts wants to be done: the process must not outlive this.
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
