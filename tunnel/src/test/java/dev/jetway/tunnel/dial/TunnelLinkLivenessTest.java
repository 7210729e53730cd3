package dev.jetway.tunnel.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.dial.FakeGateway.SessionAnswer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TunnelLinkLivenessTest {
  private static final Duration NEVER = Duration.ofHours(1);

  private FakeGateway gateway = new FakeGateway();
  private Relay relay;

  @BeforeEach
  void relay() throws IOException {
    relay = new Relay(gateway.port());
  }

  @AfterEach
  void close() {
    relay.close();
    gateway.close();
  }

  private LinkSettings settings(Duration every, Duration within) {
    LinkSettings settings = FakeGateway.settings(relay.port());
    return settings.withTimings(
        settings.timings().withHeartbeat(every, within).withConnectWithin(Duration.ofMillis(500)));
  }

  @Test
  void findsAPeerThatIsSilentlyGone() throws Exception {
    LinkSettings settings = settings(Duration.ofMillis(300), Duration.ofMillis(300));
    try (TunnelLink link = Requests.up(settings)) {
      StreamedResponse watch = link.send(Requests.get("/watch"));

      Requests.breaking(link, "gone without a word", relay::swallow);

      assertThatThrownBy(() -> Requests.text(watch)).hasMessageContaining("gone without a word");
      assertThatThrownBy(() -> link.send(Requests.get("/echo")))
          .isInstanceOf(LinkException.Down.class);

      relay.passAgain();

      Requests.awaitUp(link);
      assertThat(Requests.text(link.send(Requests.post("/echo", new byte[] {'x'})))).isEqualTo("x");
    }
  }

  @Test
  void aTimedOutRequestHasItsConnectionLookedAtAtOnce() {
    try (TunnelLink link = Requests.up(settings(NEVER, NEVER).withConnections(1))) {
      relay.swallow();

      Requests.breaking(
          link,
          "gone without a word",
          () ->
              assertThatThrownBy(() -> link.send(Requests.get("/echo", Duration.ofMillis(100))))
                  .isInstanceOf(LinkException.TimedOut.class));
    }
  }

  /** The heartbeat's own patience must not keep a second request waiting. */
  @Test
  void oneSlowAnswerHasAllConnectionsLookedAt() throws Exception {
    LinkSettings settings = settings(Duration.ofMillis(20), Duration.ofMinutes(5));
    try (TunnelLink link = Requests.up(settings)) {
      Waiting.until("two connections", () -> relay.accepted() == 2);
      Waiting.until("heartbeats", () -> gateway.sessionRequests.get() > 10);
      relay.swallow();

      assertThatThrownBy(() -> link.send(Requests.get("/echo", Duration.ofMinutes(5))))
          .isInstanceOf(LinkException.Broken.class)
          .hasMessageContaining("gone without a word");

      Requests.awaitDown(link, "gone without a word");
    }
  }

  @Test
  void anIdleConnectionWithALivePeerIsKept() throws Exception {
    try (TunnelLink link = Requests.up(settings(Duration.ofMillis(20), Duration.ofSeconds(10)))) {
      StreamedResponse watch = link.send(Requests.get("/watch"));

      Waiting.until("many heartbeats", () -> gateway.sessionRequests.get() > 50);

      assertThat(relay.accepted()).isEqualTo(2);
      gateway.sendLast("event");
      assertThat(Requests.text(watch)).isEqualTo("event");
    }
  }

  @Test
  void aRevokedTokenEndsTheLink() throws Exception {
    try (TunnelLink link = Requests.up(settings(Duration.ofMillis(20), Duration.ofSeconds(10)))) {
      StreamedResponse watch = link.send(Requests.get("/watch"));

      gateway.answerSession(SessionAnswer.refusal(401, "revoked"));

      Requests.awaitDown(link, "revoked");
      assertThatThrownBy(() -> Requests.text(watch)).hasMessageContaining("revoked");
    }
  }

  @Test
  void comesBackAfterTheGatewayWasRestarted() throws Exception {
    try (TunnelLink link = Requests.up(settings(NEVER, NEVER))) {
      Waiting.until("two connections", () -> relay.accepted() == 2);

      relay.cut();
      Waiting.until("the link dials again", () -> relay.accepted() == 4);

      Requests.awaitUp(link);
      assertThat(Requests.text(link.send(Requests.post("/echo", new byte[] {'x'})))).isEqualTo("x");
    }
  }

  @Test
  void aGatewayThatDiesTakesItsStreamsWithIt() throws Exception {
    try (TunnelLink link = Requests.up(gateway.settings())) {
      StreamedResponse watch = link.send(Requests.get("/watch"));
      int port = gateway.port();

      gateway.sessions().forEach(gateway::disconnect);
      gateway.close();

      assertThatThrownBy(() -> Requests.text(watch)).isInstanceOf(IOException.class);
      Requests.awaitDown(link, "");

      gateway = new FakeGateway(port, "localhost");
      Requests.awaitUp(link);
    }
  }
}
