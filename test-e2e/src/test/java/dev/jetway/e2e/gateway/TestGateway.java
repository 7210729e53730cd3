package dev.jetway.e2e.gateway;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.ClientTls;
import dev.jetway.certs.MinimumTls;
import dev.jetway.certs.Pem;
import dev.jetway.certs.ReloadableKeyManager;
import dev.jetway.certs.ReloadableTrustManager;
import dev.jetway.certs.ServerNames;
import dev.jetway.certs.ServerTls;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.manifests.Enrolment;
import dev.jetway.manifests.ManifestYaml;
import dev.jetway.manifests.ProviderManifests;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.dial.LinkSettings;
import dev.jetway.tunnel.dial.TunnelLink;
import dev.jetway.tunnel.gateway.GatewayConfig;
import dev.jetway.tunnel.gateway.GatewayLimits;
import dev.jetway.tunnel.gateway.GatewayServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A gateway in this process in front of a real control plane, under the ServiceAccount and with no
 * other rights than the manifests give it.
 */
final class TestGateway implements AutoCloseable {
  static final String NAMESPACE = "jetway-system";

  private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(20));

  private final ControlPlane plane;
  private final CertificateAuthority authority;
  private final ApiServerClient api;
  private final GatewayServer server;

  private TestGateway(
      ControlPlane plane,
      CertificateAuthority authority,
      ApiServerClient api,
      GatewayServer server) {
    this.plane = plane;
    this.authority = authority;
    this.api = api;
    this.server = server;
  }

  /** Installs what a gateway needs and starts one. */
  static TestGateway start(ControlPlane plane, GatewayLimits limits, Clock clock) {
    plane.apply(ManifestYaml.write(ProviderManifests.access(NAMESPACE)));
    CertificateAuthority authority = CertificateAuthority.create("gateway", Clock.systemUTC());
    SSLContext tls =
        ServerTls.context(
            new ReloadableKeyManager(
                authority.issueServing(ServerNames.of("localhost"), Duration.ofDays(1))),
            MinimumTls.TLS_1_3);
    ApiServerClient api =
        new ApiServerClient(
            Kubeconfig.load(
                plane.serviceAccountKubeconfig(NAMESPACE, "jetway-gateway", TOKEN_LIFETIME),
                Optional.empty()));
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    GatewayServer server =
        new GatewayServer(
            GatewayConfig.of(loopback, loopback, NAMESPACE).withLimits(limits),
            tls,
            api,
            new PrometheusRegistry(),
            clock);
    try {
      server.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new TestGateway(plane, authority, api, server);
  }

  GatewayServer server() {
    return server;
  }

  /** Enrols a cluster and gives it a token. */
  String enrol(String cluster) {
    plane.apply(ManifestYaml.write(Enrolment.render(NAMESPACE, cluster)));
    return token(cluster, GatewayConfig.DEFAULT_AUDIENCE);
  }

  /** The same for a cluster whose objects are all in one namespace. */
  String enrol(String cluster, String singleNamespace) {
    plane.apply(ManifestYaml.write(Enrolment.render(NAMESPACE, cluster, singleNamespace)));
    return token(cluster, GatewayConfig.DEFAULT_AUDIENCE);
  }

  /** Where a client finds it, {@code host:port}. */
  String hostAndPort() {
    return address().getAuthority();
  }

  /** The file with the CA of its certificate. */
  Path caFile() {
    try {
      return Files.writeString(
          plane.workDirectory().resolve("gateway-ca.crt"),
          Pem.encode(List.of(authority.certificate())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A token of a ServiceAccount of the gateway's namespace. */
  String token(String serviceAccount, String audience) {
    return plane.access().token(NAMESPACE, serviceAccount, TOKEN_LIFETIME, audience);
  }

  /** A connector's link, once it is up. */
  TunnelLink link(String cluster, String token) {
    TunnelLink link = TunnelLink.open(settings(cluster, () -> token));
    SOON.isTrue("link of " + cluster, () -> link.state() instanceof LinkState.Up);
    return link;
  }

  /** How a connector of a cluster reaches the gateway. */
  LinkSettings settings(String cluster, Supplier<String> token) {
    SSLContext tls =
        ClientTls.context(
            new ReloadableTrustManager(List.of(authority.certificate())), MinimumTls.TLS_1_3);
    return LinkSettings.of(cluster, address(), "id-of-" + cluster, token, tls);
  }

  /** A client that speaks to the gateway as somebody who has taken over a connector would. */
  ApiClient client() {
    return ApiClient.connect(address(), List.of(authority.certificate()));
  }

  /** A bare connection that may speak HTTP/2. */
  SSLSocket connect() throws IOException {
    SSLContext tls =
        ClientTls.context(
            new ReloadableTrustManager(List.of(authority.certificate())), MinimumTls.TLS_1_3);
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", server.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** A request with a token of a cluster, in the name of a user. */
  static HttpRequest.Builder as(HttpRequest.Builder request, String cluster, String token) {
    return request
        .header("Authorization", "Bearer " + token)
        .header("Jetway-Cluster-Id", "id-of-" + cluster)
        .header("Jetway-Protocol", "1")
        .header("Jetway-User", "jane");
  }

  /** A probe's answer, for example {@code /readyz}. */
  URI health(String path) {
    return URI.create("http://127.0.0.1:" + server.healthPort() + path);
  }

  @Override
  public void close() {
    server.close();
    api.close();
  }

  private URI address() {
    return URI.create("https://localhost:" + server.port());
  }
}
