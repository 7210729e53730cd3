package dev.jetway.apiserver;

import dev.jetway.certs.MinimumTls;
import dev.jetway.certs.ReloadableKeyManager;
import dev.jetway.certs.ServerTls;
import dev.jetway.kube.http2.AdaptiveFlowControl;
import dev.jetway.kube.http2.FlowLimits;
import dev.jetway.kube.http2.GatheringEndPoint;
import dev.jetway.kube.http2.Http2Liveness;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The listener: TLS 1.2 or newer, HTTP/2 or HTTP/1.1, client certificates asked for. */
final class TlsPort {
  /** As Go's servers allow. */
  private static final int MAX_HEADER_BYTES = 1024 * 1024;

  /** One connection carries the watches of all users of a kube-apiserver. */
  private static final int MAX_STREAMS = 250;

  /** What the registry of ALPN says; Jetty's own name has capitals, which match nobody's offer. */
  private static final String ALPN_HTTP_1_1 = "http/1.1";

  private static final Duration CONNECTION_IDLE = Duration.ofSeconds(90);

  /** How long a write may be stuck at a caller that does not read. */
  private static final Duration STREAM_IDLE = Duration.ofSeconds(60);

  private TlsPort() {}

  static ServerConnector on(
      Server server,
      ApiServerConfig config,
      ReloadableKeyManager keys,
      RateControl.Factory rateControl) {
    HttpConfiguration http = http();
    HTTP2ServerConnectionFactory h2 = new GatheringHttp2(http);
    h2.setRateControlFactory(rateControl);
    h2.setMaxConcurrentStreams(MAX_STREAMS);
    h2.setStreamIdleTimeout(STREAM_IDLE.toMillis());
    h2.setConnectProtocolEnabled(false);
    FlowLimits limits = FlowLimits.DEFAULT;
    h2.setFlowControlStrategyFactory(AdaptiveFlowControl.factory(limits));
    h2.setInitialStreamRecvWindow(limits.initialStreamWindow());
    h2.setInitialSessionRecvWindow(limits.sessionWindow());
    HttpConnectionFactory h1 = new HttpConnectionFactory(http);
    ALPNServerConnectionFactory alpn =
        new ALPNServerConnectionFactory(h2.getProtocol(), ALPN_HTTP_1_1);
    alpn.setDefaultProtocol(h1.getProtocol());
    ServerConnector connector =
        new ServerConnector(
            server, new SslConnectionFactory(tls(keys), alpn.getProtocol()), alpn, h2, h1);
    connector.setHost(config.address());
    connector.setPort(config.port());
    connector.setIdleTimeout(CONNECTION_IDLE.toMillis());
    connector.addBean(
        new Http2Liveness(
            connector.getScheduler(),
            Http2Liveness.DEFAULT_INTERVAL,
            Http2Liveness.DEFAULT_DEADLINE,
            RandomGenerator.getDefault()));
    return connector;
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    // Paths are judged as they came, by ResourcePath, which refuses far more than any of Jetty's
    // rules; were it left to those, their answer would not be ours.
    http.setUriCompliance(UriCompliance.UNSAFE);
    // kube-apiserver names <service>.<namespace>.svc in the handshake and an IP address in Host.
    SecureRequestCustomizer secure = new SecureRequestCustomizer();
    secure.setSniHostCheck(false);
    http.addCustomizer(secure);
    return http;
  }

  private static SslContextFactory.Server tls(ReloadableKeyManager keys) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(ServerTls.requestingClientCertificate(keys, MinimumTls.TLS_1_2));
    tls.setWantClientAuth(true);
    tls.setRenegotiationAllowed(false);
    return tls;
  }

  /** HTTP/2 whose watches' frames leave together. */
  private static final class GatheringHttp2 extends HTTP2ServerConnectionFactory {
    GatheringHttp2(HttpConfiguration http) {
      super(http);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
      return super.newConnection(
          connector, new GatheringEndPoint(endPoint, connector.getByteBufferPool()));
    }
  }
}
