package dev.jetway.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest {

  private static final Duration DAY = Duration.ofDays(1);

  private final CertificateAuthority authority =
      CertificateAuthority.create("test-ca", Clock.systemUTC());
  private final CertificateAuthority other =
      CertificateAuthority.create("other-ca", Clock.systemUTC());
  private final ReloadableKeyManager serverKeys = new ReloadableKeyManager(server(authority));
  private final ReloadableTrustManager trust = trusting(authority);

  @ParameterizedTest
  @EnumSource(MinimumTls.class)
  void clientAndServerTalkTls13WithAes128(MinimumTls minimum) throws Exception {
    try (TlsServer server = new TlsServer(ServerTls.context(serverKeys, minimum));
        SSLSocket socket = server.dial(ClientTls.context(trust, minimum))) {
      assertThat(TlsServer.echoes(socket)).isTrue();
      assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
      assertThat(server.nextClient()).isEmpty();
    }
  }

  @Test
  void olderClientIsServedOnlyWhereTls12IsAllowed() throws Exception {
    SSLContext client = ClientTls.context(trust, MinimumTls.TLS_1_2);
    try (TlsServer server =
            new TlsServer(ServerTls.requestingClientCertificate(serverKeys, MinimumTls.TLS_1_2));
        SSLSocket socket = server.dial(client)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThat(TlsServer.echoes(socket)).isTrue();
      assertThat(socket.getSession().getCipherSuite())
          .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    }
    try (TlsServer server = new TlsServer(ServerTls.context(serverKeys, MinimumTls.TLS_1_3));
        SSLSocket socket = server.dial(client)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void serverOfAnotherAuthorityIsRefused() throws Exception {
    try (TlsServer server = tls13Server();
        SSLSocket socket = server.dial(client(trusting(other)))) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void serverOfAnotherNameIsRefused() throws Exception {
    serverKeys.replace(authority.issueServing(ServerNames.of("a.example"), DAY));
    try (TlsServer server = tls13Server();
        SSLSocket socket = server.dial(client(trust))) {
      assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("127.0.0.1");
    }
  }

  @Test
  void clientThatDoesNotCompareNamesIsRefusedByItself() throws Exception {
    try (TlsServer server = tls13Server();
        SSLSocket socket = server.dial(client(trust))) {
      SSLParameters careless = socket.getSSLParameters();
      careless.setEndpointIdentificationAlgorithm("");
      socket.setSSLParameters(careless);
      assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("host name");
    }
  }

  @Test
  void newKeyIsServedToNewConnectionsWhileTheOldOneStaysOpen() throws Exception {
    KeyMaterial first = serverKeys.material();
    KeyMaterial second = server(authority);
    try (TlsServer server = tls13Server();
        SSLSocket before = server.dial(client(trust))) {
      assertThat(TlsServer.echoes(before)).isTrue();
      serverKeys.replace(second);
      // A client of its own, as a resumed session would show the first certificate again.
      try (SSLSocket after = server.dial(client(trusting(authority)))) {
        assertThat(TlsServer.echoes(after)).isTrue();
        assertThat(TlsServer.servedTo(after)).isEqualTo(second.certificate());
      }
      assertThat(TlsServer.echoes(before)).isTrue();
      assertThat(TlsServer.servedTo(before)).isEqualTo(first.certificate());
    }
  }

  @Test
  void handshakeThatSpansAReplacementSeesOnePair() {
    String alias = Objects.requireNonNull(serverKeys.chooseEngineServerAlias("EC", null, null));
    KeyMaterial first = serverKeys.material();
    serverKeys.replace(server(authority));

    assertThat(serverKeys.getCertificateChain(alias)).containsExactly(first.certificate());
    assertThat(serverKeys.getPrivateKey(alias)).isEqualTo(first.key());
    assertThat(serverKeys.chooseEngineServerAlias("RSA", null, null)).isNull();
  }

  @Test
  void newAuthorityIsTrustedWithoutANewContext() throws Exception {
    SSLContext client = client(trust);
    serverKeys.replace(server(other));
    try (TlsServer server = tls13Server()) {
      try (SSLSocket socket = server.dial(client)) {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
      }
      trust.replace(List.of(authority.certificate(), other.certificate()));
      try (SSLSocket socket = server.dial(client)) {
        assertThat(TlsServer.echoes(socket)).isTrue();
      }
    }
  }

  @Test
  void anyClientCertificatePassesTheHandshakeAndIsSeenByTheServer() throws Exception {
    KeyMaterial stranger = other.issueClient("stranger", List.of(), DAY);
    try (TlsServer server =
        new TlsServer(ServerTls.requestingClientCertificate(serverKeys, MinimumTls.TLS_1_3))) {
      SSLContext client =
          ClientTls.context(trust, new ReloadableKeyManager(stranger), MinimumTls.TLS_1_3);
      try (SSLSocket socket = server.dial(client)) {
        assertThat(TlsServer.echoes(socket)).isTrue();
        assertThat(server.nextClient()).containsExactly(stranger.certificate());
      }
      // The second connection resumes the session; the certificate must be seen all the same.
      try (SSLSocket socket = server.dial(client)) {
        assertThat(TlsServer.echoes(socket)).isTrue();
        assertThat(server.nextClient()).containsExactly(stranger.certificate());
      }
      try (SSLSocket socket = server.dial(client(trusting(authority)))) {
        assertThat(TlsServer.echoes(socket)).isTrue();
        assertThat(server.nextClient()).isEmpty();
      }
    }
  }

  @Test
  void trustManagerOfTheServingSideTrustsNoServer() {
    X509Certificate[] chain = {serverKeys.material().certificate()};

    assertThatThrownBy(() -> new AcceptAnyClientTrustManager().checkServerTrusted(chain, "EC"))
        .hasMessageContaining("serving side only");
  }

  @Test
  void contextsDefaultsAreThePresetOnes() {
    SSLParameters parameters = client(trust).getDefaultSSLParameters();

    assertThat(parameters.getProtocols()).containsExactly("TLSv1.3");
    assertThat(parameters.getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
    assertThat(client(trust).createSSLEngine("a", 1).getEnabledProtocols())
        .containsExactly("TLSv1.3");
    SSLParameters older =
        ServerTls.context(serverKeys, MinimumTls.TLS_1_2).getDefaultSSLParameters();
    assertThat(Arrays.asList(older.getCipherSuites()))
        .isNotEmpty()
        .noneMatch(suite -> suite.contains("_CBC_") || suite.startsWith("TLS_RSA"));
  }

  @Test
  void publicServersAreJudgedByTheRuntimesAuthorities() {
    assertThat(ReloadableTrustManager.systemRoots().getAcceptedIssuers()).isNotEmpty();
    assertThatThrownBy(() -> new ReloadableTrustManager(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private TlsServer tls13Server() throws IOException {
    return new TlsServer(ServerTls.context(serverKeys, MinimumTls.TLS_1_3));
  }

  private static SSLContext client(ReloadableTrustManager trust) {
    return ClientTls.context(trust, MinimumTls.TLS_1_3);
  }

  private static ReloadableTrustManager trusting(CertificateAuthority authority) {
    return new ReloadableTrustManager(List.of(authority.certificate()));
  }

  private static KeyMaterial server(CertificateAuthority authority) {
    return authority.issueServing(ServerNames.of("localhost", "127.0.0.1"), DAY);
  }
}
