package dev.jetway.tunnel.gateway;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections. One over which nobody was let in for a while is closed, whether its
 * handshake is over or not, and all of a ServiceAccount when that leaves. A cluster has no more
 * than its limit. A listener of Jetty's connector; thread-safe.
 */
final class TunnelConnections implements Connection.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(TunnelConnections.class);

  /** A connector has renewed its token long before, or has none any more. */
  private static final Duration EXPIRED = Duration.ofMinutes(1);

  private final Scheduler scheduler;
  private final Duration handshakeTime;
  private final int perCluster;
  private final Clock clock;
  private final Map<Connection, TunnelConnection> open = new ConcurrentHashMap<>();
  private final Map<Connection, Scheduler.Task> checks = new ConcurrentHashMap<>();

  TunnelConnections(Scheduler scheduler, GatewayLimits limits, Clock clock) {
    this.scheduler = scheduler;
    this.handshakeTime = limits.times().handshake();
    this.perCluster = limits.connections().perCluster();
    this.clock = clock;
  }

  @Override
  public void onOpened(Connection connection) {
    switch (connection) {
      case SslConnection tls ->
          checks.put(
              tls,
              scheduler.schedule(
                  () -> closeUnused(tls), handshakeTime.toMillis(), TimeUnit.MILLISECONDS));
      case HTTP2Connection http2 -> {
        TunnelConnection tunnel = new TunnelConnection(http2);
        tunnel.attach();
        open.put(connection, tunnel);
      }
      default -> {} // the one that finds out which protocol is spoken
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
    Scheduler.Task check = checks.remove(connection);
    if (check != null) {
      check.cancel(); // it would hold the connection's memory until then
    }
  }

  /** The tunnels of connectors, by the UID of their ServiceAccount. */
  Map<String, List<TunnelConnection.Tunnel>> tunnels() {
    return open.values().stream()
        .flatMap(connection -> connection.tunnel().stream())
        .collect(Collectors.groupingBy(TunnelConnection.Tunnel::uid));
  }

  /** Closes all connections of a ServiceAccount. */
  void revoke(String uid) {
    for (TunnelConnection connection : open.values()) {
      if (connection.isOf(uid)) {
        connection.close("revoked", scheduler);
      }
    }
  }

  /**
   * Lets a caller in over a connection.
   *
   * @param authorization the header that it came with
   * @throws StatusException 403 if somebody else came over the connection before, 429 if its
   *     cluster has too many
   */
  synchronized void admit(
      TunnelConnection connection, String authorization, VerifiedCaller caller, String cluster) {
    if (!connection.isUsed() && countOf(cluster) >= perCluster) {
      throw new StatusException(
          Status.of(429, "the consumer cluster \"" + cluster + "\" has too many connections open"));
    }
    if (!connection.remember(authorization, caller, cluster)) {
      throw new StatusException(
          Status.of(403, "the connection belongs to another cluster's ServiceAccount"));
    }
  }

  /** Closes those over which nobody came with another token after theirs had expired. */
  void expire() {
    Instant before = clock.instant().minus(EXPIRED);
    for (TunnelConnection connection : open.values()) {
      if (connection.expires().isBefore(before)) {
        connection.close("expired", scheduler);
      }
    }
  }

  private long countOf(String cluster) {
    return open.values().stream().filter(connection -> connection.isOfCluster(cluster)).count();
  }

  private void closeUnused(SslConnection tls) {
    TunnelConnection tunnel = open.get(tls.getSslEndPoint().getConnection());
    if (tunnel == null) {
      LOG.debug("closing a connection over which HTTP/2 was not spoken in time");
      tls.getEndPoint().close();
    } else if (!tunnel.isUsed()) {
      LOG.debug("closing a connection over which nobody was let in");
      tunnel.close("no_accepted_token", scheduler);
    }
  }
}
