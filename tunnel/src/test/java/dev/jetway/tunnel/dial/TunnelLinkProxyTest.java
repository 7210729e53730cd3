package dev.jetway.tunnel.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TunnelLinkProxyTest {
  private static final String HOST = "gateway.invalid";

  private final FakeGateway gateway = new FakeGateway(0, HOST);
  private ConnectProxy proxy;

  @BeforeEach
  void proxy() throws IOException {
    proxy = new ConnectProxy(gateway.port(), "user:s3cret");
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    gateway.close();
  }

  private LinkSettings settings(String userInfo) {
    LinkSettings local = gateway.settings();
    return LinkSettings.of(
            "test",
            URI.create("https://" + HOST + ":8443"),
            local.clusterId(),
            local.token(),
            local.tls())
        .withTimings(local.timings())
        .withProxy(
            ProxySettings.fromEnvironment(
                Map.of("HTTPS_PROXY", "http://" + userInfo + "@127.0.0.1:" + proxy.port())));
  }

  @Test
  void goesThroughAProxyThatWantsAPassword() throws Exception {
    try (TunnelLink link = Requests.up(settings("user:s3cret"))) {
      assertThat(Requests.text(link.send(Requests.post("/echo", new byte[] {'x'})))).isEqualTo("x");
      assertThat(proxy.requests).contains("CONNECT gateway.invalid:8443 HTTP/1.1");
    }
  }

  @Test
  void saysThatTheProxyWantsOtherCredentials() {
    try (TunnelLink link = TunnelLink.open(settings("user:wr0ng"))) {
      String reason = Requests.awaitDown(link, "wants other credentials (407)").reason();
      assertThat(reason).contains("127.0.0.1:" + proxy.port()).doesNotContain("wr0ng");
    }
  }

  @Test
  void saysThatItIsTheProxyThatIsNotThere() throws IOException {
    proxy.close();
    try (TunnelLink link = TunnelLink.open(settings("user:s3cret"))) {
      Requests.awaitDown(link, "the proxy 127.0.0.1:" + proxy.port() + " refuses connections");
    }
  }
}
