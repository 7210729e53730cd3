package dev.jetway.apiserver;

import dev.jetway.apiserver.answer.StatusErrorHandler;
import dev.jetway.apiserver.catalog.ServedApis;
import dev.jetway.apiserver.discovery.Discovery;
import dev.jetway.apiserver.discovery.DiscoveryDocuments;
import dev.jetway.apiserver.discovery.VersionInfo;
import dev.jetway.apiserver.health.Health;
import dev.jetway.apiserver.health.HealthCheck;
import dev.jetway.apiserver.observation.AccessLog;
import dev.jetway.apiserver.observation.CacheMetrics;
import dev.jetway.apiserver.observation.LinkMetrics;
import dev.jetway.apiserver.observation.MetricsPage;
import dev.jetway.apiserver.observation.Observations;
import dev.jetway.apiserver.observation.RequestMetrics;
import dev.jetway.apiserver.request.ResourceRequests;
import dev.jetway.apiserver.request.Watches;
import dev.jetway.apiserver.request.WebSocketWatches;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.RemoteBackend;
import dev.jetway.certs.ReloadableKeyManager;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.tunnel.ControlPlaneLink.Subscription;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The server and all that it is made of.
 *
 * <pre>
 * new ─► start() ─► serving ─► close(): not ready ─► delay ─► watches end, GOAWAY,
 *                                                             requests in flight finish ─► closed
 * </pre>
 *
 * <p>Thread-safe; {@link #close} is idempotent. Backend, key manager and client belong to whoever
 * made them.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

  private final ApiServerConfig config;
  private final RemoteBackend backend;
  private final AutoCloseable consumer;
  private final Runnable startConsumer;
  private final Watches watches = new Watches();
  private final Server server;
  private final ServerConnector port;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile State state =
      new State(ServedApis.UNKNOWN, DiscoveryDocuments.of(ApiCatalog.UNKNOWN));
  private volatile Subscription subscription = () -> {};

  /** What is made of one state of the catalog. */
  private record State(ServedApis served, DiscoveryDocuments documents) {}

  /**
   * A server that does nothing before {@link #start}.
   *
   * @param keys the serving certificate, which may be replaced at any time
   * @param client of the consumer's API server: reviews, namespaces, authentication settings
   * @param backend what is served
   * @param registry where the server's metrics are registered
   */
  public ApiServer(
      ApiServerConfig config,
      ReloadableKeyManager keys,
      ApiServerClient client,
      RemoteBackend backend,
      PrometheusRegistry registry,
      Clock clock) {
    this(config, keys, new ConsumerCluster(client, clock), backend, registry, clock);
  }

  private ApiServer(
      ApiServerConfig config,
      ReloadableKeyManager keys,
      ConsumerCluster consumer,
      RemoteBackend backend,
      PrometheusRegistry registry,
      Clock clock) {
    this(config, keys, consumer.gates(), backend, registry, clock, consumer, consumer::start);
  }

  /** The same with other gates, for tests. */
  ApiServer(
      ApiServerConfig config,
      ReloadableKeyManager keys,
      Gates gates,
      RemoteBackend backend,
      PrometheusRegistry registry,
      Clock clock) {
    this(config, keys, gates, backend, registry, clock, () -> {}, () -> {});
  }

  private ApiServer(
      ApiServerConfig config,
      ReloadableKeyManager keys,
      Gates gates,
      RemoteBackend backend,
      PrometheusRegistry registry,
      Clock clock,
      AutoCloseable consumer,
      Runnable startConsumer) {
    this.config = config;
    this.backend = backend;
    this.consumer = consumer;
    this.startConsumer = startConsumer;

    // Requests run on virtual threads, which may block; the pool's own few threads do the
    // selecting.
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("apiserver");
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("apiserver-request-", 0).factory()));
    this.server = new Server(threads);
    this.port = TlsPort.on(server, config, keys, new ConnectionRateControl(gates.authentication()));
    server.addConnector(port);
    server.setErrorHandler(new StatusErrorHandler());
    server.setStopTimeout(config.shutdownGrace().toMillis());

    Handler discovery =
        Discovery.handler(() -> state.documents(), new VersionInfo(config.version()), clock);
    // The handler is called by hand, after authorization, but lives with the server.
    server.addBean(discovery);
    discovery.setServer(server);
    ResourceRequests resources =
        new ResourceRequests(
            backend,
            () -> state.served(),
            gates.access(),
            gates.lifecycle(),
            watches,
            new WebSocketWatches(
                WebSocketServerComponents.ensureWebSocketComponents(server), watches));
    LinkMetrics.register(registry, backend);
    CacheMetrics.register(registry, backend::cacheFigures);
    Level level = config.logEveryRequest() ? Level.INFO : Level.DEBUG;
    server.setHandler(
        new GracefulHandler(
            new FrontDoor(
                gates.authentication(),
                new Observations(new RequestMetrics(registry), new AccessLog(level)),
                new Health(List.of(ping()), ready(gates)),
                resources,
                new ColdRequests(gates.access(), new MetricsPage(registry), discovery))));
  }

  /**
   * Begins to listen and to follow catalog and consumer; ready once those are known.
   *
   * @throws java.io.IOException if the port cannot be had
   */
  public void start() throws Exception {
    subscription = backend.onCatalogChange(this::catalogChanged);
    startConsumer.run();
    server.start();
    LOG.info("api server listens address={} port={}", config.address(), port());
  }

  /** The port that it listens on. */
  public int port() {
    return port.getLocalPort();
  }

  /** Says that it is not ready, waits the delay, lets requests finish for the grace, and ends. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      awaitClosed();
      return;
    }
    LOG.info("api server closes delay={} grace={}", config.shutdownDelay(), config.shutdownGrace());
    try {
      delay();
      watches.end();
      server.stop();
    } catch (Exception e) { // Jetty's lifecycle throws anything
      LOG.warn("api server did not close cleanly: reason=\"{}\"", e.toString());
    } finally {
      subscription.close();
      closeConsumer();
      closed.countDown();
    }
  }

  private void catalogChanged(ApiCatalog catalog) {
    state = new State(ServedApis.of(catalog), DiscoveryDocuments.of(catalog));
    LOG.info(
        "served apis changed versions={} known={}", catalog.versions().size(), catalog.isKnown());
  }

  /** Nobody counts down: whoever interrupts ends the delay. */
  private void delay() {
    try {
      boolean _ =
          new CountDownLatch(1).await(config.shutdownDelay().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeConsumer() {
    try {
      consumer.close();
    } catch (Exception e) { // AutoCloseable throws anything
      LOG.warn("consumer's mirrors did not close: reason=\"{}\"", e.toString());
    }
  }

  private List<HealthCheck> ready(Gates gates) {
    List<HealthCheck> checks = new ArrayList<>();
    checks.add(ping());
    checks.addAll(gates.ready());
    checks.add(new HealthCheck("shutdown", () -> !closing.get()));
    return checks;
  }

  private static HealthCheck ping() {
    return new HealthCheck("ping", () -> true);
  }
}
