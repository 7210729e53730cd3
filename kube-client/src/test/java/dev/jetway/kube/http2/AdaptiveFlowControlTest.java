package dev.jetway.kube.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jetway.kube.HttpsServer;
import dev.jetway.kube.RawHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.http2.BufferingFlowControlStrategy;
import org.eclipse.jetty.http2.FlowControlStrategy;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** Streams of one real connection, some of them unread. */
@Timeout(120)
class AdaptiveFlowControlTest {
  private static final int WINDOW = 64 * 1024;
  private static final FlowLimits SMALL =
      new FlowLimits(WINDOW, WINDOW, 4 * WINDOW, 16 * WINDOW, Duration.ofMillis(500));

  @Test
  void streamsThatNobodyReadsDoNotStallOthers() throws Exception {
    try (HttpsServer server = HttpsServer.http2(download());
        Http2TestClient client = new Http2TestClient(server, server.port(), SMALL)) {
      List<InputStreamResponseListener> unread = new ArrayList<>();
      for (int i = 0; i < 8; i++) { // twice what the session's window holds
        unread.add(client.get("/" + 10 * WINDOW));
      }
      assertThat(client.read("/" + 20 * WINDOW)).isEqualTo(20 * WINDOW);
      for (InputStreamResponseListener late : unread) {
        assertThat(late.getInputStream().readAllBytes()).hasSize(10 * WINDOW);
      }
      assertThat(client.flowControl().unreadBytes()).isZero();
    }
  }

  @Test
  void streamsThatStayUnreadAreResetWhenMemoryIsShort() throws Exception {
    try (HttpsServer server = HttpsServer.http2(download());
        Http2TestClient client = new Http2TestClient(server, server.port(), SMALL)) {
      List<InputStreamResponseListener> unread = new ArrayList<>();
      for (int i = 0; i < 20; i++) { // more than may be buffered
        unread.add(client.get("/" + 10 * WINDOW));
      }
      assertThat(client.read("/" + 20 * WINDOW)).isEqualTo(20 * WINDOW);
      assertThat(client.flowControl().unreadBytes()).isLessThanOrEqualTo(SMALL.maxBuffered());
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> {
            for (InputStreamResponseListener late : unread) {
              late.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
          });
    }
  }

  @Test
  void aStreamOverALongWayOutgrowsItsFirstWindow(TestReporter reporter) throws Exception {
    FlowLimits limits = FlowLimits.DEFAULT;
    FlowLimits fixed =
        new FlowLimits(
            limits.initialStreamWindow(),
            limits.initialStreamWindow(),
            limits.sessionWindow(),
            limits.maxBuffered(),
            limits.stallLimit());
    int bytes = 12 << 20;
    try (HttpsServer server = HttpsServer.http2(download());
        Relay relay = new Relay(server.port(), Duration.ofMillis(100))) {
      double fixedRate =
          rate(server, relay, fixed, new BufferingFlowControlStrategy(0.5f), bytes / 4);
      double grownRate =
          rate(
              server,
              relay,
              limits,
              AdaptiveFlowControl.factory(limits).newFlowControlStrategy(),
              bytes);
      reporter.publishEntry(
          "MB/s at 100 ms: fixed 256 KiB %.1f, growing %.1f".formatted(fixedRate, grownRate));
      assertThat(grownRate / fixedRate).isGreaterThan(2.0);
    }
  }

  private static double rate(
      HttpsServer server, Relay relay, FlowLimits limits, FlowControlStrategy strategy, int bytes)
      throws Exception {
    try (Http2TestClient client = new Http2TestClient(server, relay.port(), limits, strategy)) {
      client.read("/1"); // connects
      long began = System.nanoTime();
      assertThat(client.read("/" + bytes)).isEqualTo(bytes);
      return bytes * 1e3 / (System.nanoTime() - began);
    }
  }

  /** Answers {@code /<n>} with n bytes. */
  static Handler download() {
    return new RawHandler((request, response, callback) -> {
      int left = Integer.parseInt(request.getHttpURI().getPath().substring(1));
      byte[] block = new byte[32 * 1024];
      try (OutputStream out = Content.Sink.asOutputStream(response)) {
        for (; left > 0; left -= block.length) {
          out.write(block, 0, Math.min(left, block.length));
        }
        callback.succeeded();
      } catch (IOException e) {
        callback.failed(e);
      }
    });
  }
}
