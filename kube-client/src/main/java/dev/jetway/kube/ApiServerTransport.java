package dev.jetway.kube;

import dev.jetway.kube.http2.AdaptiveFlowControl;
import dev.jetway.kube.http2.FlowLimits;
import dev.jetway.kube.http2.Http2Liveness;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.client.ByteBufferRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.ProxyConfiguration;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Socks5Proxy;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Jetty's HTTP client, set up for an API server: what it must not do is switched off here. */
final class ApiServerTransport implements AutoCloseable {
  static final int MAX_QUEUED = 4096;

  /** Over HTTP/1.1 every watch has a connection of its own. */
  private static final int MAX_PLAIN_CONNECTIONS = 256;

  /** What a pool expects of a connection until the server has said how many streams it allows. */
  private static final int EXPECTED_STREAMS = 100;

  private static final int MAX_HEADERS = 64 * 1024;
  private static final int MAX_THREADS = 64;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final ApiServerEndpoint endpoint;
  private final HttpClient http;
  private final String basePath;

  /**
   * A transport that connects on its first request.
   *
   * @param requests how many may be in flight
   * @param flow what each connection may hold
   */
  ApiServerTransport(ApiServerEndpoint endpoint, int requests, FlowLimits flow) {
    this.endpoint = endpoint;
    this.basePath = endpoint.basePath();
    this.http = client(endpoint, Math.ceilDiv(requests, EXPECTED_STREAMS), flow);
    try {
      http.start();
    } catch (Exception e) { // Jetty's life cycle declares nothing narrower
      LifeCycle.stop(http);
      throw new IllegalStateException("could not start the client of " + endpoint.name(), e);
    }
    // Only now does the client have its defaults, which are to go.
    http.getContentDecoderFactories().clear();
    http.getProtocolHandlers().remove(RedirectProtocolHandler.NAME);
    http.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
  }

  Request newRequest(
      String method, String path, String query, HttpFields headers, Optional<ByteBuffer> body)
      throws RequestNotSentException {
    if (!path.startsWith("/") || path.startsWith("//")) {
      throw new IllegalArgumentException("path must begin with one slash: " + path);
    }
    Optional<String> token = token();
    Request request =
        http.newRequest(endpoint.server())
            .method(method)
            .path(basePath + path + (query.isEmpty() ? "" : "?" + query))
            .headers(all -> {
              all.add(HopByHopHeaders.without(headers));
              all.remove(HttpHeader.HOST);
              all.remove(HttpHeader.CONTENT_LENGTH);
              all.remove(HttpHeader.AUTHORIZATION);
              if (!all.contains(HttpHeader.USER_AGENT)) {
                all.put(HttpHeader.USER_AGENT, UserAgent.VALUE);
              }
              token.ifPresent(t -> all.put(HttpHeader.AUTHORIZATION, "Bearer " + t));
            });
    body.ifPresent(bytes -> request.body(new JustBytes(bytes.asReadOnlyBuffer())));
    return request;
  }

  @Override
  public void close() {
    LifeCycle.stop(http);
  }

  private Optional<String> token() throws RequestNotSentException {
    if (!(endpoint.credentials() instanceof ApiCredentials.Bearer(var supplier))) {
      return Optional.empty();
    }
    try {
      return Optional.of(supplier.get());
    } catch (RuntimeException e) { // whatever a supplier throws, there was no request
      throw new RequestNotSentException(
          "no token for " + endpoint.name() + ": " + e.getMessage(), e);
    }
  }

  private static HttpClient client(ApiServerEndpoint endpoint, int multiplexed, FlowLimits flow) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2);
    threads.setName("kube-" + endpoint.name());
    threads.setDaemon(true);
    ClientConnector connector = new ClientConnector();
    connector.setExecutor(threads);
    connector.setSelectors(1);
    connector.setConnectTimeout(CONNECT_TIMEOUT);
    boolean tls = endpoint.server().getScheme().equals("https");
    if (tls) {
      connector.setSslContextFactory(EndpointTls.contextFactory(endpoint));
    }
    int connections = tls ? multiplexed : MAX_PLAIN_CONNECTIONS;
    HttpClientTransportDynamic transport =
        new HttpClientTransportDynamic(connector, protocols(connector, tls, flow));
    transport.setConnectionPoolFactory(
        destination -> new ProtocolPool(destination, connections, tls ? EXPECTED_STREAMS : 1));
    HttpClient http = new HttpClient(transport);
    Scheduler scheduler = new ScheduledExecutorScheduler(threads.getName() + "-timer", true);
    http.setScheduler(scheduler);
    http.addBean(
        new Http2Liveness(
            scheduler,
            Http2Liveness.DEFAULT_INTERVAL,
            Http2Liveness.DEFAULT_DEADLINE,
            RandomGenerator.getDefault()));
    http.setName(threads.getName());
    http.setMaxConnectionsPerDestination(connections);
    http.setMaxRequestsQueuedPerDestination(MAX_QUEUED);
    http.setConnectTimeout(CONNECT_TIMEOUT.toMillis());
    http.setIdleTimeout(0); // watches are idle for minutes; liveness is PING's to find out
    http.setMaxRequestHeadersSize(MAX_HEADERS);
    http.setMaxResponseHeadersSize(MAX_HEADERS);
    http.setFollowRedirects(false);
    http.setHttpCookieStore(new HttpCookieStore.Empty());
    http.setUserAgentField(null);
    http.setDefaultRequestContentType(null);
    endpoint
        .proxy()
        .map(ApiServerTransport::proxy)
        .ifPresent(http.getProxyConfiguration()::addProxy);
    return http;
  }

  private static ClientConnectionFactory.Info[] protocols(
      ClientConnector connector, boolean tls, FlowLimits flow) {
    if (!tls) {
      return new ClientConnectionFactory.Info[] {HttpClientConnectionFactory.HTTP11};
    }
    HTTP2Client http2 = new HTTP2Client(connector);
    http2.setFlowControlStrategyFactory(AdaptiveFlowControl.factory(flow));
    http2.setInitialStreamRecvWindow(flow.initialStreamWindow());
    http2.setInitialSessionRecvWindow(flow.sessionWindow());
    http2.setStreamIdleTimeout(0);
    http2.setMaxRequestHeadersSize(MAX_HEADERS);
    http2.setMaxResponseHeadersSize(MAX_HEADERS);
    return new ClientConnectionFactory.Info[] {
      new ClientConnectionFactoryOverHTTP2.HTTP2(http2), HttpClientConnectionFactory.HTTP11
    };
  }

  private static ProxyConfiguration.Proxy proxy(URI uri) {
    String scheme = uri.getScheme();
    int port = uri.getPort() > 0 ? uri.getPort() : "https".equals(scheme) ? 443 : 80;
    Origin.Address address = new Origin.Address(uri.getHost(), port);
    return switch (scheme) {
      case "http", "https" -> new HttpProxy(address, scheme.equals("https"));
      case "socks5" -> new Socks5Proxy(address, false);
      default -> throw new IllegalArgumentException("proxy-url must be http, https or socks5");
    };
  }

  /** A body that names no content type of its own accord. */
  private static final class JustBytes extends ByteBufferRequestContent {
    JustBytes(ByteBuffer bytes) {
      super(bytes);
    }

    @Override
    public @Nullable String getContentType() {
      return null;
    }
  }
}
