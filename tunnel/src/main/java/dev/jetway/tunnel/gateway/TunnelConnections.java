package dev.jetway.tunnel.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections. One over which nobody was let in for a while is closed, and all of a
 * ServiceAccount when that leaves. A listener of Jetty's connector; thread-safe.
 */
final class TunnelConnections implements Connection.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(TunnelConnections.class);

  private final Scheduler scheduler;
  private final Duration handshakeTime;
  private final Map<Connection, TunnelConnection> open = new ConcurrentHashMap<>();

  TunnelConnections(Scheduler scheduler, Duration handshakeTime) {
    this.scheduler = scheduler;
    this.handshakeTime = handshakeTime;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HTTP2Connection http2) {
      TunnelConnection tunnel = new TunnelConnection(http2);
      tunnel.attach();
      open.put(connection, tunnel);
      var _ =
          scheduler.schedule(
              () -> closeUnused(connection), handshakeTime.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
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

  private void closeUnused(Connection connection) {
    TunnelConnection tunnel = open.get(connection);
    if (tunnel != null && !tunnel.isUsed()) {
      LOG.debug("closing a connection over which nobody was let in");
      tunnel.close("no_accepted_token", scheduler);
    }
  }
}
