package dev.jetway.e2e.install;

import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.RigException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A {@code jetway} command that runs as a process of its own, as it would in a pod. Safe for use by
 * several threads.
 */
public final class JetwayProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final String name;
  private final Path log;
  private final Executable executable;
  private final List<String> arguments;
  private ChildProcess process;

  private JetwayProcess(
      String name, Path log, Executable executable, List<String> arguments, ChildProcess process) {
    this.name = name;
    this.log = log;
    this.executable = executable;
    this.arguments = arguments;
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param log where its output goes
   * @param arguments the subcommand and its flags
   */
  public static JetwayProcess start(
      String name, Path log, Executable executable, List<String> arguments) {
    return new JetwayProcess(
        name, log, executable, arguments, launch(name, log, executable, arguments));
  }

  /** The running process. */
  public synchronized ChildProcess process() {
    return process;
  }

  /** Stops it as Kubernetes does, by SIGTERM. */
  public void stop() {
    process().stop(GRACE);
  }

  /** Starts it again, with the same flags. */
  public synchronized void restart() {
    if (process.isAlive()) {
      process.stop(GRACE);
    }
    process = launch(name, log, executable, arguments);
  }

  /**
   * Waits until a health URL answers 200.
   *
   * @throws RigException with the end of the log if it ends, or does not answer in time
   */
  public void awaitReady(URI health) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      Eventually.within(START)
          .isTrue(name + " to be ready\n" + process().tail(), () -> isReady(client, health));
    }
  }

  @Override
  public void close() {
    process().stop(GRACE);
  }

  private boolean isReady(HttpClient client, URI health) {
    if (!process().isAlive()) {
      throw new RigException(name + " ended\n" + process().tail());
    }
    return answer(client, health).filter(answer -> answer.statusCode() == 200).isPresent();
  }

  private static Optional<HttpResponse<Void>> answer(HttpClient client, URI uri) {
    try {
      return Optional.of(
          client.send(
              HttpRequest.newBuilder(uri).timeout(GRACE).build(), BodyHandlers.discarding()));
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while waiting for " + uri, e);
    }
  }

  private static ChildProcess launch(
      String name, Path log, Executable executable, List<String> arguments) {
    return ChildProcess.start(name, log, executable.environment(), executable.line(arguments));
  }
}
