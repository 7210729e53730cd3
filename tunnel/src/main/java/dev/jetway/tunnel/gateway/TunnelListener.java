package dev.jetway.tunnel.gateway;

import dev.jetway.kube.http2.AdaptiveFlowControl;
import dev.jetway.kube.http2.FlowLimits;
import dev.jetway.kube.http2.Http2Liveness;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty, set up for tunnels: HTTP/2 over TLS 1.3 and nothing else, for connections that live for
 * days with thousands of streams that may say nothing for hours.
 */
final class TunnelListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TunnelListener.class);

  /** AES-128 first: TLS is the dearest part of the way. */
  private static final String[] CIPHERS = {
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
  };

  private static final int BUFFER = 128 * 1024;
  private static final int FRAME = 64 * 1024;

  /** Longer than PING needs to find out: only that closes connections. */
  private static final Duration IDLE = Duration.ofSeconds(90);

  private final Server server;
  private final ServerConnector connector;
  private final TunnelConnections connections;
  private final Duration drainTime;

  TunnelListener(GatewayConfig config, SSLContext tls, Clock clock) {
    this.drainTime = config.drainTime();
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("gateway");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("gateway-request-", 0).factory()));
    this.server = new Server(threads);
    server.setErrorHandler(new StatusWriter());
    this.connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(contextFactory(tls), "alpn"),
            new ALPNServerConnectionFactory("h2"),
            http2(config.limits()));
    InetSocketAddress listen = config.listen();
    connector.setHost(listen.getHostString());
    connector.setPort(listen.getPort());
    connector.setIdleTimeout(IDLE.toMillis());
    this.connections = new TunnelConnections(connector.getScheduler(), config.limits(), clock);
    connector.addBean(connections);
    connector.addBean(
        new Http2Liveness(
            connector.getScheduler(),
            Http2Liveness.DEFAULT_INTERVAL,
            Http2Liveness.DEFAULT_DEADLINE,
            RandomGenerator.getDefault()));
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(config.limits().connections().all(), connector));
  }

  /**
   * Listens.
   *
   * @throws IllegalStateException if the address cannot be listened on
   */
  void start(Handler handler) {
    server.setHandler(handler);
    try {
      LifeCycle.start(server);
    } catch (RuntimeException e) {
      LifeCycle.stop(server);
      throw new IllegalStateException(
          "could not listen on "
              + connector.getHost()
              + ":"
              + connector.getPort()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  TunnelConnections connections() {
    return connections;
  }

  int port() {
    return connector.getLocalPort();
  }

  /**
   * Takes nothing new, lets what is in flight end, then closes everything.
   *
   * @param endWatches is called once the peers were told to go elsewhere
   */
  void drain(Runnable endWatches) {
    CompletableFuture<Void> drained = Graceful.shutdown(server);
    endWatches.run();
    try {
      drained.get(drainTime.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("requests in flight did not end in time drainTime={}", drainTime, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
  }

  private static HTTP2ServerConnectionFactory http2(GatewayLimits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(limits.sizes().head());
    http.setOutputBufferSize(BUFFER);
    http.setUriCompliance(UriCompliance.UNSAFE); // the scope is stricter, and says why
    http.addCustomizer(new SecureRequestCustomizer(false));
    FlowLimits flow = FlowLimits.DEFAULT;
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(limits.streams().perConnection());
    http2.setStreamIdleTimeout(-1);
    http2.setInputBufferSize(BUFFER);
    http2.setMaxFrameSize(FRAME);
    http2.setInitialStreamRecvWindow(flow.initialStreamWindow());
    http2.setInitialSessionRecvWindow(flow.sessionWindow());
    http2.setFlowControlStrategyFactory(AdaptiveFlowControl.factory(flow));
    http2.setRateControlFactory(OpenedStreamsRateControl.factory());
    http2.setConnectProtocolEnabled(false);
    return http2;
  }

  private static SslContextFactory.Server contextFactory(SSLContext tls) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(tls);
    factory.setIncludeProtocols("TLSv1.3");
    factory.setIncludeCipherSuites(CIPHERS);
    factory.setUseCipherSuitesOrder(true);
    return factory;
  }
}
