package dev.jetway.tunnel.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
  private static final int LIMIT = 1000;
  private static final String CHUNKED = "Transfer-Encoding: chunked";

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server, 1, 1);
  private final AtomicLong held = new AtomicLong();
  private volatile long room = Long.MAX_VALUE;
  private volatile Duration patience = Duration.ofSeconds(30);

  @BeforeEach
  void start() {
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    server.setHandler(new Echo());
    LifeCycle.start(server);
  }

  @AfterEach
  void stop() {
    LifeCycle.stop(server);
  }

  /** Answers with the length of the body, or why it was refused. */
  private final class Echo extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      RequestBody body = new RequestBody(request, LIMIT, patience);
      try {
        Optional<ByteBuffer> read = body.read(RequestBodyTest.this::hold);
        byte[] length =
            String.valueOf(read.map(ByteBuffer::remaining).orElse(0)).getBytes(US_ASCII);
        response.write(true, ByteBuffer.wrap(length), callback);
      } catch (StatusException e) {
        StatusWriter.write(response, e.status(), body.drainedBefore(callback));
      }
      return true;
    }
  }

  private void hold(long bytes) {
    if (held.addAndGet(bytes) > room) {
      throw new StatusException(Status.of(429, "too much is held"));
    }
  }

  @Test
  void readsWhatComesInParts() throws IOException {
    try (Caller caller = new Caller(CHUNKED)) {
      caller.send("3\r\nabc\r\n");
      caller.send("2\r\nde\r\n0\r\n\r\n");

      assertThat(caller.status()).isEqualTo("200");
    }
    assertThat(held).hasValue(5);
  }

  @Test
  void refusesWhatIsTooLongByItsLengthAlone() throws IOException {
    try (Caller caller = new Caller("Content-Length: 1001")) {
      assertThat(caller.status()).isEqualTo("413");
    }
    assertThat(held).hasValue(0);
  }

  @Test
  void refusesWhatTurnsOutTooLong() throws IOException {
    try (Caller caller = new Caller(CHUNKED)) {
      caller.send("3e9\r\n" + "x".repeat(1001) + "\r\n");

      assertThat(caller.status()).isEqualTo("413");
    }
  }

  @Test
  void refusesWhatThereIsNoRoomFor() throws IOException {
    room = 600;
    try (Caller caller = new Caller("Content-Length: 900")) {
      caller.send("x".repeat(900));

      assertThat(caller.status()).isEqualTo("429");
    }
  }

  /** The deadline is for all of it: what comes byte by byte does not go on for ever. */
  @Test
  void doesNotWaitForEver() throws IOException {
    patience = Duration.ofMillis(500);
    try (Caller caller = new Caller("Content-Length: 1000");
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      var _ = timer.scheduleAtFixedRate(() -> sendOrStop(caller), 0, 20, TimeUnit.MILLISECONDS);

      assertThat(caller.status()).isEqualTo("408");
      timer.shutdownNow();
    }
  }

  private static void sendOrStop(Caller caller) {
    try {
      caller.send("x");
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it hung up: the timer ends
    }
  }

  /** One request over HTTP/1.1, sent as it is wanted. */
  private final class Caller implements AutoCloseable {
    private final Socket socket;

    Caller(String header) throws IOException {
      this.socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
      socket.setSoTimeout(20_000);
      send("POST / HTTP/1.1\r\nHost: gateway\r\n" + header + "\r\n\r\n");
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(US_ASCII));
      socket.getOutputStream().flush();
    }

    String status() throws IOException {
      String line =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
      return line == null ? "" : line.split(" ", -1)[1];
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
