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
  private static final int STREAMS = 8;
  private static final int WATCHES = 3;
  private static final int BODY = 64 * 1024;
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(15));

  private final TestGateway gateway;

  GatewayLimitsIT(ControlPlane plane) {
    GatewayLimits limits =
        new GatewayLimits(
            100,
            2,
            100,
            STREAMS,
            WATCHES,
            16 << 10,
            BODY,
            4 * BODY,
            Duration.ofSeconds(2),
            Duration.ofSeconds(30));
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

  private boolean isSentAway() {
    try (ApiClient stranger = gateway.client()) {
      HttpResponse<String> answer =
          stranger.send(
              TestGateway.as(stranger.request("/jetway/v1/session"), "nobody", "junk").GET());
      assertThat(answer.statusCode()).isIn(401, 429);
      Optional<String> retryAfter = answer.headers().firstValue("Retry-After");
      assertThat(retryAfter.isPresent()).isEqualTo(answer.statusCode() == 429);
      return answer.statusCode() == 429;
    }
  }
}
