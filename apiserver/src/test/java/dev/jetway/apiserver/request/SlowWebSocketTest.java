package dev.jetway.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.apiserver.observation.AccessLog;
import dev.jetway.apiserver.observation.Observations;
import dev.jetway.apiserver.observation.RequestMetrics;
import dev.jetway.apiserver.observation.RequestRecord;
import dev.jetway.kube.StreamedResponse;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class SlowWebSocketTest {
  private static final int EVENT = 1 << 16;
  private static final long FAR_MORE_THAN_BUFFERS = 256L << 20;

  private final Server server = new Server();
  private final ServerConnector port = new ServerConnector(server);
  private final Fountain slow = new Fountain();
  private final Fountain other = new Fountain();
  private final CompletableFuture<Connection> gone = new CompletableFuture<>();

  SlowWebSocketTest() throws Exception {
    Observations observations =
        new Observations(new RequestMetrics(new PrometheusRegistry()), new AccessLog(Level.INFO));
    WebSocketWatches sockets =
        new WebSocketWatches(
            WebSocketServerComponents.ensureWebSocketComponents(server),
            new Watches(),
            new WebSocketWatch.Patience(Duration.ofMillis(500), Duration.ofMillis(1)));
    port.addBean(
        new Connection.Listener() {
          @Override
          public void onClosed(Connection connection) {
            if (connection instanceof WebSocketConnection) {
              gone.complete(connection);
            }
          }
        });
    server.addConnector(port);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            String path = request.getHttpURI().getPath();
            sockets.open(
                path.equals("/slow") ? slow : other,
                false,
                request,
                response,
                callback,
                observations.follow(
                    request, response, new RequestRecord("GET", path, "", System.nanoTime())));
            return true;
          }
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void callerThatDoesNotReadIsGivenUpAndHoldsBackNobody() throws Exception {
    try (Socket stuck = opened("/slow");
        Socket reading = opened("/other")) {
      InputStream events = reading.getInputStream();
      long read = 0;
      byte[] buffer = new byte[EVENT];
      while (!slow.cancelled.isDone()) {
        read += events.read(buffer);
      }
      assertThat(slow.cancelled.get(1, TimeUnit.SECONDS)).isNotNull();
      assertThat(slow.produced.get()).isLessThan(FAR_MORE_THAN_BUFFERS).isPositive();
      assertThat(read).isPositive();
      assertThat(other.cancelled).isNotDone();
      assertThat(stuck.isConnected()).isTrue();
    }
    assertThat(other.cancelled.get(20, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void callerThatDoesNotAnswerTheCloseIsNotWaitedForLong() throws Exception {
    other.over = true;
    try (Socket silent = opened("/over")) {
      assertThat(gone.get(20, TimeUnit.SECONDS)).isNotNull();
      byte[] all = silent.getInputStream().readAllBytes();
      assertThat(Arrays.copyOfRange(all, all.length - 4, all.length))
          .isEqualTo(new byte[] {(byte) 0x88, 2, 1000 >> 8, (byte) (1000 & 0xff)});
    }
  }

  private Socket opened(String path) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.getLocalPort());
    socket.setSoTimeout(20_000);
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Origin: http://a\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** A watch with always one more event. */
  private static final class Fountain implements StreamedResponse, Content.Source {
    final AtomicLong produced = new AtomicLong();
    final CompletableFuture<Throwable> cancelled = new CompletableFuture<>();
    volatile boolean over;

    @Override
    public int status() {
      return 200;
    }

    @Override
    public HttpFields headers() {
      return HttpFields.EMPTY;
    }

    @Override
    public Content.Source body() {
      return this;
    }

    @Override
    public void cancel(Throwable cause) {
      cancelled.complete(cause);
    }

    @Override
    public Content.Chunk read() {
      if (cancelled.isDone()) {
        return Content.Chunk.from(cancelled.join(), true);
      }
      if (over) {
        return Content.Chunk.EOF;
      }
      produced.addAndGet(EVENT);
      ByteBuffer event = ByteBuffer.allocate(EVENT);
      event.put(EVENT - 1, (byte) '\n');
      return Content.Chunk.from(event, false);
    }

    @Override
    public void demand(Runnable demandCallback) {
      demandCallback.run();
    }

    @Override
    public void fail(Throwable failure) {
      cancel(failure);
    }
  }
}
