package dev.jetway.tunnel.dial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.dial.FakeGateway.SessionAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TunnelLinkFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | the gateway does not accept the token (401: because)
          403 | the gateway has not enrolled this cluster (403: because)
          409 | another cluster uses this cluster's id or token (409: because)
          426 | the gateway speaks another version of the tunnel's protocol (426: because)
          503 | the gateway is not ready (503: because)
          """)
  void saysWhyTheGatewayRefusesAndComesBack(int code, String reason) {
    try (FakeGateway gateway = new FakeGateway()) {
      gateway.answerSession(SessionAnswer.refusal(code, "because"));
      try (TunnelLink link = TunnelLink.open(gateway.settings())) {
        LinkState.Down down = Requests.awaitDown(link, reason);
        assertThatThrownBy(() -> link.send(Requests.get("/echo")))
            .isInstanceOfSatisfying(
                LinkException.Down.class,
                thrown -> assertThat(thrown.since()).isEqualTo(down.since()))
            .hasMessageContaining("\"test\"")
            .hasMessageContaining(reason);

        gateway.answerSession(SessionAnswer.welcome("control-plane-1"));

        Requests.awaitUp(link);
        assertThat(gateway.received).isEmpty();
      }
    }
  }

  @Test
  void staysAwayWhileTheGatewayAsksForIt() {
    try (FakeGateway gateway = new FakeGateway()) {
      gateway.answerSession(new SessionAnswer(429, "", Map.of("Retry-After", "600")));
      try (TunnelLink link = TunnelLink.open(gateway.settings())) {
        Requests.awaitDown(link, "takes no more connections");
        Waiting.until("both have asked", () -> gateway.sessionRequests.get() == 2);
        gateway.answerSession(SessionAnswer.welcome("control-plane-1"));
        // Without Retry-After the pauses of these settings are 100 ms at most.
        assertThatThrownBy(() -> waitFor(() -> gateway.sessionRequests.get() > 2))
            .isInstanceOf(AssertionError.class);
      }
    }
  }

  private static void waitFor(Supplier<Boolean> condition) throws InterruptedException {
    LinkedBlockingQueue<Boolean> never = new LinkedBlockingQueue<>();
    assertThat(never.poll(1, TimeUnit.SECONDS)).isNull();
    assertThat(condition.get()).isTrue();
  }

  @Test
  void saysThatTheCertificateIsOfAnotherAuthority() {
    CertificateAuthority other = CertificateAuthority.create("other", Clock.systemUTC());
    try (FakeGateway gateway = new FakeGateway()) {
      LinkSettings settings = to("localhost", gateway.port(), FakeGateway.trusting(other));
      assertDown(settings, "is not signed by an authority of the connection's CA bundle");
      assertThat(gateway.sessionRequests).hasValue(0);
    }
  }

  @Test
  void saysThatTheCertificateIsForAnotherName() {
    try (FakeGateway gateway = new FakeGateway(0, "other.example.com")) {
      assertDown(gateway.settings(), "is not for localhost: ");
      assertThat(gateway.sessionRequests).hasValue(0);
    }
  }

  @Test
  void saysThatTheNameIsUnknown() {
    assertDown(
        to("gateway.invalid", 443, FakeGateway.trusting(FakeGateway.AUTHORITY)),
        "the name \"gateway.invalid\" has no address in DNS");
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertDown(FakeGateway.settings(port), "refuses connections");
  }

  @Test
  void saysThatThePeerDoesNotSpeakTls() throws IOException {
    try (ServerSocket http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerEverybody(http, "HTTP/1.1 400 Bad Request\r\n\r\n"));
      assertDown(FakeGateway.settings(http.getLocalPort()), "is it a gateway");
    }
  }

  @Test
  void saysThatThePeerSpeaksNoHttp2() {
    try (FakeGateway other = new FakeGateway(0, "localhost", "http/1.1")) {
      assertDown(other.settings(), "is it a gateway");
    }
  }

  @Test
  void saysThatThePeerIsSilent() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LinkSettings settings = FakeGateway.settings(silent.getLocalPort());
      assertDown(
          settings.withTimings(settings.timings().withConnectWithin(Duration.ofMillis(200))),
          "accepts connections but does not answer");
    }
  }

  @Test
  void saysThatThereIsNoToken() {
    try (FakeGateway gateway = new FakeGateway()) {
      AtomicReference<String> token = new AtomicReference<>("");
      LinkSettings settings = gateway.settings();
      LinkSettings failing =
          new LinkSettings(
              settings.name(),
              settings.gateway(),
              settings.clusterId(),
              () -> {
                if (token.get().isEmpty()) {
                  throw new IllegalStateException("no such file");
                }
                return token.get();
              },
              settings.tls(),
              settings.proxy(),
              settings.connections(),
              settings.timings());
      try (TunnelLink link = TunnelLink.open(failing)) {
        Requests.awaitDown(link, "could not read the token: no such file");
        token.set("token-2");
        Requests.awaitUp(link);
      }
    }
  }

  @Test
  void anotherControlPlaneStopsTheLinkForGood() throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        TunnelLink link = Requests.up(gateway.settings())) {
      gateway.answerSession(SessionAnswer.welcome("control-plane-2"));
      gateway.sessions().forEach(gateway::disconnect);

      Requests.awaitDown(link, "ClusterIdentityChanged:");
      assertThatThrownBy(() -> link.send(Requests.get("/echo")))
          .isInstanceOf(LinkException.Down.class)
          .hasMessageContaining("ClusterIdentityChanged:");
      assertThat(((LinkState.Down) link.state()).identityChanged()).isTrue();
      Waiting.until("no connection is left", () -> gateway.sessions().isEmpty());
      assertThat(gateway.received).isEmpty();

      try (TunnelLink accepting = TunnelLink.open(gateway.settings(), LinkIdentity.firstSeen())) {
        Requests.awaitUp(accepting);
      }
      try (TunnelLink pinned =
          TunnelLink.open(gateway.settings(), LinkIdentity.pinned("control-plane-1"))) {
        Requests.awaitDown(pinned, "ClusterIdentityChanged:");
      }
    }
  }

  private static LinkSettings to(String host, int port, SSLContext tls) {
    LinkSettings local = FakeGateway.settings(port);
    return LinkSettings.of(
            "test", URI.create("https://" + host + ":" + port), "c", () -> "token", tls)
        .withTimings(local.timings());
  }

  private static void assertDown(LinkSettings settings, String reason) {
    try (TunnelLink link = TunnelLink.open(settings)) {
      Requests.awaitDown(link, reason);
      assertThatThrownBy(() -> link.send(Requests.get("/echo")))
          .isInstanceOf(LinkException.Down.class);
    }
  }

  private static void answerEverybody(ServerSocket listener, String answer) {
    try {
      while (true) {
        try (var socket = listener.accept()) {
          socket.getInputStream().read();
          socket.getOutputStream().write(answer.getBytes(UTF_8));
        }
      }
    } catch (IOException _) {
      // Closed.
    }
  }
}
