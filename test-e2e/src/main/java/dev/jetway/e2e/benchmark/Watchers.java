package dev.jetway.e2e.benchmark;

import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.RigException;
import dev.jetway.kube.ApiCredentials.ClientCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Many watches of one collection, which count events and throw them away: a program of its own
 * ({@code test-e2e/watchers}), so that what is measured is not the client.
 */
final class Watchers implements AutoCloseable {
  private static final String PROGRAM = "watchers";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final ChildProcess process;
  private final Socket control;
  private final BufferedReader told;

  private Watchers(ChildProcess process, Socket control) throws IOException {
    this.process = process;
    this.control = control;
    this.told =
        new BufferedReader(
            new InputStreamReader(control.getInputStream(), StandardCharsets.US_ASCII));
  }

  /**
   * Opens watches from a resourceVersion on and waits until all are open.
   *
   * @param folder where the program is built, once
   * @param selector which objects, as a query parameter; empty for all
   * @param reading how many read what comes
   * @param silent how many never read a byte
   */
  static Watchers open(
      Path folder, Route route, String resourceVersion, String selector, int reading, int silent) {
    GoProgram program = GoProgram.build(PROGRAM, folder);
    if (!(route.endpoint().credentials() instanceof ClientCertificate user)) {
      throw new RigException("the watches need a client certificate");
    }
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout((int) LIMIT.toMillis());
      ChildProcess process =
          program.start(
              List.of(
                  "-control=127.0.0.1:" + server.getLocalPort(),
                  "-url="
                      + route.endpoint().server()
                      + route.collection()
                      + "?watch=true&timeoutSeconds=3600&resourceVersion="
                      + resourceVersion
                      + (selector.isEmpty() ? "" : "&" + selector),
                  "-ca=" + program.write("ca.crt", route.endpoint().caPem().orElseThrow()),
                  "-certificate=" + program.write("user.crt", user.certificatePem()),
                  "-key=" + program.write("user.key", user.keyPem()),
                  "-reading=" + reading,
                  "-silent=" + silent));
      try {
        Socket control = server.accept();
        control.setSoTimeout((int) LIMIT.toMillis());
        Watchers watchers = new Watchers(process, control);
        watchers.await("open");
        return watchers;
      } catch (IOException | RuntimeException e) {
        process.close();
        throw new RigException("could not open the watches: " + e.getMessage(), e);
      }
    } catch (IOException e) {
      throw new RigException("could not listen for the watchers", e);
    }
  }

  /** From now on an event is waited for. */
  void expect() {
    try {
      OutputStream out = control.getOutputStream();
      out.write("expect\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      throw new RigException("the watchers are gone\n" + process.tail(), e);
    }
    await("ready");
  }

  /** Waits until every watcher has seen the event. */
  void awaitAll() {
    await("seen");
  }

  /** The program with the watches. */
  ProcessAccounting accounting() {
    return new ProcessAccounting(process);
  }

  @Override
  public void close() {
    process.close();
    try {
      control.close();
    } catch (IOException e) {
      throw new RigException("could not close the connection to the watchers", e);
    }
  }

  private void await(String line) {
    try {
      String next = told.readLine();
      if (!line.equals(next)) {
        throw new RigException("the watchers say " + next + "\n" + process.tail());
      }
    } catch (SocketTimeoutException e) {
      throw new RigException("not every watcher came to \"" + line + "\" within " + LIMIT, e);
    } catch (IOException e) {
      throw new RigException("the watchers are gone\n" + process.tail(), e);
    }
  }
}
