package dev.jetway.kube;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.ClientTls;
import dev.jetway.certs.MinimumTls;
import dev.jetway.certs.Pem;
import dev.jetway.certs.ReloadableKeyManager;
import dev.jetway.certs.ReloadableTrustManager;
import dev.jetway.certs.ServerNames;
import dev.jetway.certs.ServerTls;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A real HTTPS server in this process, on a free port, with a certificate of its own authority. */
public final class HttpsServer implements AutoCloseable {
  private final CertificateAuthority authority =
      CertificateAuthority.create("test", Clock.systemUTC());
  private final Server server = new Server(new QueuedThreadPool(64));
  private final ServerConnector connector;

  /** Speaks HTTP/2 and HTTP/1.1 with the certificate of 127.0.0.1. */
  public static HttpsServer http2(Handler handler) throws Exception {
    return new HttpsServer(handler, "127.0.0.1", true, 1000);
  }

  HttpsServer(Handler handler, String name, boolean http2, int maxStreams) throws Exception {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    configuration.setRequestHeaderSize(64 * 1024);
    configuration.setResponseHeaderSize(64 * 1024);
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(
        ServerTls.context(
            new ReloadableKeyManager(
                authority.issueServing(ServerNames.of(name), Duration.ofDays(1))),
            MinimumTls.TLS_1_2));
    HttpConnectionFactory http11 = new HttpConnectionFactory(configuration);
    HTTP2ServerConnectionFactory h2 = new HTTP2ServerConnectionFactory(configuration);
    h2.setRateControlFactory(new RateControl.Factory() {});
    h2.setMaxConcurrentStreams(maxStreams);
    h2.setStreamIdleTimeout(0);
    ALPNServerConnectionFactory alpn =
        http2
            ? new ALPNServerConnectionFactory("h2", "http/1.1")
            : new ALPNServerConnectionFactory("http/1.1");
    alpn.setDefaultProtocol("http/1.1");
    connector =
        http2
            ? new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tls, "alpn"), alpn, h2, http11)
            : new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tls, "alpn"), alpn, http11);
    connector.setHost("127.0.0.1");
    connector.setIdleTimeout(0);
    server.addConnector(connector);
    server.setHandler(handler);
    server.start();
  }

  /** Connections that are open now. */
  int connections() {
    return connector.getConnectedEndPoints().size();
  }

  /** Cuts all connections, as a crash would. */
  public void cut() {
    connector.getConnectedEndPoints().forEach(endPoint -> endPoint.close());
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return connector.getLocalPort();
  }

  /** What a client of it trusts. */
  public SSLContext clientContext() {
    return ClientTls.context(
        new ReloadableTrustManager(List.of(authority.certificate())), MinimumTls.TLS_1_2);
  }

  /** How to reach it, with the authority to trust. */
  public ApiServerEndpoint endpoint(ApiCredentials credentials) {
    return endpoint(port(), credentials, Optional.empty());
  }

  ApiServerEndpoint endpoint(int port, ApiCredentials credentials, Optional<String> tlsServerName) {
    return new ApiServerEndpoint(
        "test",
        URI.create("https://127.0.0.1:" + port),
        Optional.of(Pem.encode(List.of(authority.certificate()))),
        tlsServerName,
        credentials);
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
  }
}
