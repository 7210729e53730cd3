package dev.jetway.e2e.gateway;

import static dev.jetway.e2e.gateway.Requests.BUCKETS;
import static dev.jetway.e2e.gateway.Requests.buckets;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.e2e.gateway.Requests.Answer;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.RigException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.dial.TunnelLink;
import dev.jetway.tunnel.gateway.GatewayLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** How much one cluster, or a stranger, can take. */
@ExtendWith(ProviderPlane.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayLimitsIT {
  private static final int CONNECTIONS = 4;
  private static final int STREAMS = 8;
  private static final int WATCHES = 3;
  private static final int BODY = 64 * 1024;
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(15));

  private final TestGateway gateway;
  private int strangers;

  GatewayLimitsIT(ControlPlane plane) {
    GatewayLimits limits =
        new GatewayLimits(
            new GatewayLimits.Connections(100, CONNECTIONS, 2),
            new GatewayLimits.Streams(100, 100, STREAMS, WATCHES),
            new GatewayLimits.Sizes(16 << 10, BODY, 4 * BODY),
            new GatewayLimits.Times(
                Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(30)));
    this.gateway = TestGateway.start(plane, limits, Clock.systemUTC());
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @Test
  void watchesOfAClusterAreLimitedAndFreedWhenTheyEnd() throws Exception {
    try (TunnelLink link = gateway.link("greedy", gateway.enrol("greedy"))) {
      List<StreamedResponse> watches = new ArrayList<>();
      for (int i = 0; i < WATCHES; i++) {
        watches.add(Requests.watch(link, BUCKETS + "/buckets?watch=true", ""));
      }

      Answer refused = Requests.get(link, BUCKETS + "/buckets?watch=true", "");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.body()).contains("too many watches");
      assertThat(Requests.get(link, BUCKETS + "/buckets", "").status()).isEqualTo(200);

      watches.forEach(watch -> watch.cancel(new IOException("enough")));
      Requests.watch(link, BUCKETS + "/buckets?watch=true", "").cancel(new IOException("enough"));
    }
  }

  @Test
  void bodiesAreLimited() throws Exception {
    try (TunnelLink link = gateway.link("wordy", gateway.enrol("wordy"))) {
      Answer refused =
          Requests.send(link, "POST", buckets("wordy", "team"), "team", "x".repeat(BODY + 1));

      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.body()).contains("\"kind\":\"Status\"");
    }
  }

  @Test
  void headersAreLimited() {
    String token = gateway.enrol("headstrong");
    try (ApiClient client = gateway.client()) {
      assertThatThrownBy(
              () -> {
                HttpResponse<String> answer =
                    client.send(
                        TestGateway.as(client.request(BUCKETS), "headstrong", token)
                            .header("User-Agent", "x".repeat(40 << 10))
                            .GET());
                throw new RigException("status " + answer.statusCode());
              })
          .hasMessageMatching("(?s).*(status 431|exceed|no answer).*");
    }
  }

  @Test
  void strangersAreLookedAtSlowly() {
    SOON.isTrue("a stranger who is told to come again", this::isSentAway);
    SOON.isTrue("a stranger who is looked at again", () -> !isSentAway());
  }

  /** Whoever is enrolled is let in while strangers take all that is there for strangers. */
  @Test
  void strangersKeepNobodyOut() {
    String token = gateway.enrol("regular");
    SOON.isTrue("a stranger who is told to come again", this::isSentAway);

    assertThat(session("regular", token).statusCode()).isEqualTo(200);
  }

  /** As scripts do that call kubectl again and again. */
  @Test
  void whoComesOftenWithTheSameTokenIsLetIn() {
    String token = gateway.enrol("frequent");
    for (int i = 0; i < 20; i++) {
      // One that is let in may still be told that those before have not hung up yet.
      assertThat(session("frequent", token).body()).doesNotContain("too many clusters connect");
    }
  }

  @Test
  void connectionsOfAClusterAreLimitedAndFreedWhenTheyEnd() {
    String token = gateway.enrol("manifold");
    List<ApiClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        ApiClient client = gateway.client();
        clients.add(client);
        SOON.isTrue(
            "a connection that is let in",
            () -> session(client, "manifold", token).statusCode() == 200);
      }
      SOON.passes(() -> {
        HttpResponse<String> refused = session("manifold", token);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("too many connections open");
      });
      assertThat(session(clients.getFirst(), "manifold", token).statusCode()).isEqualTo(200);
      assertThat(session("modest", gateway.enrol("modest")).statusCode()).isEqualTo(200);

      clients.removeLast().close();
      SOON.isTrue(
          "another connection to be let in", () -> session("manifold", token).statusCode() == 200);
    } finally {
      clients.forEach(ApiClient::close);
    }
  }

  @Test
  void aConnectionOverWhichNobodySpeaksIsClosed() throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.server().port());
    try (Socket silent = new Socket()) {
      silent.connect(address);
      silent.setSoTimeout(15_000);

      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aConnectionThatNobodyUsesIsClosed() throws IOException {
    try (SSLSocket socket = gateway.connect()) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // empty SETTINGS

      String said = new String(socket.getInputStream().readAllBytes(), US_ASCII);

      assertThat(said).contains("no_accepted_token");
    }
  }

  private HttpResponse<String> session(String cluster, String token) {
    try (ApiClient client = gateway.client()) {
      return session(client, cluster, token);
    }
  }

  private static HttpResponse<String> session(ApiClient client, String cluster, String token) {
    return client.send(TestGateway.as(client.request("/jetway/v1/session"), cluster, token).GET());
  }

  private boolean isSentAway() {
    try (ApiClient stranger = gateway.client()) {
      HttpResponse<String> answer =
          stranger.send(
              TestGateway.as(
                      stranger.request("/jetway/v1/session"), "nobody", "junk-" + ++strangers)
                  .GET());
      assertThat(answer.statusCode()).isIn(401, 429);
      Optional<String> retryAfter = answer.headers().firstValue("Retry-After");
      assertThat(retryAfter.isPresent()).isEqualTo(answer.statusCode() == 429);
      return answer.statusCode() == 429;
    }
  }
}
