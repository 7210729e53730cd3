package dev.jetway.tunnel.gateway;

import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.http2.FlowLimits;
import dev.jetway.tunnel.Offers;
import dev.jetway.tunnel.SoftwareVersion;
import dev.jetway.tunnel.scope.ScopedControlPlane;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway: the accepting side of the tunnel, beside one control plane.
 *
 * <pre>
 * CREATED ── start ──► STARTING ── control plane seen ──► SERVING ── drain, close ──► DRAINING ──► CLOSED
 *                      livez                              readyz, tunnel listener     readyz fails
 * </pre>
 *
 * <p>Thread-safe. {@link #close} is idempotent.
 */
public final class GatewayServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
  private static final Duration STEP = Duration.ofSeconds(2);

  /**
   * What one connection to the control plane holds for clusters that do not read: there may be
   * many, and it is near. A hundred streams that nobody reads fit, each with its first window.
   */
  private static final FlowLimits FORWARDING =
      new FlowLimits(64 << 10, 4 << 20, 4 << 20, 8 << 20, Duration.ofSeconds(10));

  private final GatewayMetrics metrics;
  private final LiveStreams streams;
  private final Enrolment enrolment;
  private final DirectAccess direct;
  private final CallerAuthentication authentication;
  private final TokenAnswer tokens;
  private final TokenWatch tokenWatch;
  private final ScopedControlPlane controlPlane;
  private final TunnelListener listener;
  private final TunnelReports reports;
  private final HealthListener health;
  private final GatewayConfig config;
  private final AtomicReference<State> state = new AtomicReference<>(State.CREATED);

  private enum State {
    CREATED,
    STARTING,
    SERVING,
    DRAINING,
    CLOSED
  }

  /**
   * A gateway that does nothing before {@link #start}.
   *
   * @param tls serves the gateway's certificate; TLS 1.3 is all that is spoken
   * @param api the control plane, as the gateway's own ServiceAccount; stays the caller's to close
   * @param registry where its metrics go, and what {@code /metrics} shows
   */
  public GatewayServer(
      GatewayConfig config,
      SSLContext tls,
      ApiServerClient api,
      PrometheusRegistry registry,
      Clock clock) {
    this.config = config;
    this.metrics = new GatewayMetrics(registry);
    this.streams = new LiveStreams(config.limits(), metrics, clock);
    this.listener = new TunnelListener(config, tls, clock);
    this.enrolment = new Enrolment(api, config.namespace(), this::left, this::clustersChanged);
    this.direct = new DirectAccess(api, config.namespace(), enrolment::tenant, this::left);
    this.authentication = new CallerAuthentication(api, config.audience(), metrics, clock);
    this.tokens =
        new TokenAnswer(
            new TokenIssue(api, config.audience(), config.tokenLifetime()),
            config.limits().times().body(),
            metrics);
    this.tokenWatch = new TokenWatch(streams, listener.connections(), authentication);
    this.controlPlane =
        new ScopedControlPlane(
            api,
            new ApiServerClient(api.endpoint(), config.limits().streams().all(), FORWARDING),
            config.offers(),
            config.namespace(),
            enrolment::clusters,
            clock);
    this.reports = new TunnelReports(api, enrolment, listener.connections(), clock);
    this.health = new HealthListener(config.healthListen(), registry, this::unready);
  }

  /**
   * Follows the control plane, and listens as soon as it has been seen; blocks until then.
   *
   * @throws IllegalStateException if it was started before, or cannot listen
   * @throws InterruptedException if interrupted while the control plane cannot be seen
   */
  public void start() throws InterruptedException {
    if (!state.compareAndSet(State.CREATED, State.STARTING)) {
      throw new IllegalStateException("a gateway is started once");
    }
    health.start();
    enrolment.start();
    while (!enrolment.awaitSynced(STEP)) {
      LOG.info("waiting to see the enrolled clusters namespace={}", config.namespace());
    }
    direct.start();
    while (!direct.awaitSynced(STEP)) {
      LOG.info("waiting to see who has direct access namespace={}", config.namespace());
    }
    controlPlane.onNamespace(streams::ownedBy);
    controlPlane.start();
    while (!controlPlane.awaitReady(STEP)) {
      LOG.info("waiting to see what the control plane offers");
    }
    tokenWatch.start();
    listener.start(
        new GatewayHandler(
            new GatewayDoor(
                authentication,
                enrolment,
                direct,
                listener.connections(),
                new HandshakeRate(
                    config.limits().connections().handshakesPerSecond(), System::nanoTime)),
            streams,
            controlPlane,
            new SessionAnswer(controlPlane, SoftwareVersion.CURRENT),
            tokens,
            config.limits(),
            metrics));
    reports.start(replica());
    state.compareAndSet(State.STARTING, State.SERVING);
    LOG.info("gateway listens port={} healthPort={}", port(), healthPort());
  }

  /** The port that connectors dial, once it listens. */
  public int port() {
    return listener.port();
  }

  /** The port for probes, once it listens. */
  public int healthPort() {
    return health.port();
  }

  /** What it offers now. */
  public Offers offers() {
    return controlPlane.offered().offers();
  }

  /** Fails {@code /readyz} from now on, so that nobody new is sent here; all else goes on. */
  public void announceShutdown() {
    state.compareAndSet(State.SERVING, State.DRAINING);
  }

  /**
   * Drains and closes: peers are told to go elsewhere, watches end as if they were complete, other
   * requests have {@link GatewayConfig#drainTime} to end.
   */
  @Override
  public void close() {
    State before = state.getAndSet(State.CLOSED);
    if (before == State.CLOSED) {
      return;
    }
    if (before == State.SERVING || before == State.DRAINING) {
      listener.drain(streams::endWatches);
    }
    reports.close();
    tokenWatch.close();
    controlPlane.close();
    direct.close();
    enrolment.close();
    health.close();
    LOG.info("gateway closed");
  }

  /** In a pod it is the pod's name; the port tells those apart that share a machine. */
  private String replica() {
    try {
      return InetAddress.getLocalHost().getHostName() + "-" + port();
    } catch (UnknownHostException _) {
      return "gateway-" + port();
    }
  }

  private void left(String uid) {
    streams.revoke(uid);
    listener.connections().revoke(uid);
  }

  private void clustersChanged() {
    direct.enrolmentChanged();
    controlPlane.clustersChanged();
  }

  private Optional<String> unready() {
    return switch (state.get()) {
      case SERVING -> Optional.empty();
      case CREATED, STARTING -> Optional.of("the control plane has not been seen yet");
      case DRAINING, CLOSED -> Optional.of("the gateway is shutting down");
    };
  }
}
