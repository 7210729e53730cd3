package dev.jetway.tunnel.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a peer, and who came over it last: the token of a request is mostly that of the
 * one before, and then nothing needs to be hashed or looked up. Thread-safe.
 */
final class TunnelConnection {
  private static final String ATTRIBUTE = TunnelConnection.class.getName();
  private static final Duration TRUST = Duration.ofSeconds(5);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

  private final HTTP2Connection connection;
  private volatile @Nullable Known known;
  private volatile Optional<String> connector = Optional.empty();

  TunnelConnection(HTTP2Connection connection) {
    this.connection = connection;
  }

  private record Known(String authorization, VerifiedCaller caller, String cluster, long nanoTime) {
    @Override
    public String toString() {
      return "Known[" + caller + "]";
    }
  }

  /**
   * A connection that a connector keeps.
   *
   * @param account the name of its ServiceAccount
   * @param uid the UID of that
   * @param connector the connector's version; empty if it does not say
   */
  record Tunnel(String account, String uid, String connector) {}

  /** The connection that a request came over. */
  static TunnelConnection of(Request request) {
    if (request.getConnectionMetaData().getAttribute(ATTRIBUTE) instanceof TunnelConnection found) {
      return found;
    }
    throw new IllegalStateException("a request came over a connection that was not opened");
  }

  /** Makes it found by {@link #of}. */
  void attach() {
    if (connection instanceof org.eclipse.jetty.util.Attributes attributes) {
      attributes.setAttribute(ATTRIBUTE, this);
    }
  }

  /** Who came with this header a moment ago. */
  Optional<VerifiedCaller> recent(String authorization) {
    Known last = known;
    boolean fresh =
        last != null
            && last.authorization().equals(authorization)
            && System.nanoTime() - last.nanoTime() < TRUST.toNanos();
    return fresh && last != null ? Optional.of(last.caller()) : Optional.empty();
  }

  /** Whether someone came with this header before, however long ago. */
  boolean knows(String authorization) {
    Known last = known;
    return last != null && last.authorization().equals(authorization);
  }

  /** Remembers who came; false if somebody else came over this connection before. */
  boolean remember(String authorization, VerifiedCaller caller, String cluster) {
    Known last = known;
    if (last != null && !last.caller().uid().equals(caller.uid())) {
      return false;
    }
    known = new Known(authorization, caller, cluster, System.nanoTime());
    return true;
  }

  /** A connector has introduced itself over it, with its version. */
  void introduced(String version) {
    connector = Optional.of(version);
  }

  /** What it is to whoever keeps it; empty if nobody has introduced himself as a connector. */
  Optional<Tunnel> tunnel() {
    Known last = known;
    if (last == null) {
      return Optional.empty();
    }
    VerifiedCaller caller = last.caller();
    return connector.map(version -> new Tunnel(caller.name(), caller.uid(), version));
  }

  /** Whether anybody was let in. */
  boolean isUsed() {
    return known != null;
  }

  boolean isOf(String uid) {
    Known last = known;
    return last != null && last.caller().uid().equals(uid);
  }

  boolean isOfCluster(String cluster) {
    Known last = known;
    return last != null && last.cluster().equals(cluster);
  }

  /** When the token ends that somebody came with last; {@link Instant#MAX} if nobody came yet. */
  Instant expires() {
    Known last = known;
    return last == null ? Instant.MAX : last.caller().expires();
  }

  /** Says why, and closes: the peer has a second to hear it. */
  void close(String reason, Scheduler scheduler) {
    connection.getSession().close(ErrorCode.NO_ERROR.code, reason, Callback.NOOP);
    var _ =
        scheduler.schedule(
            () -> connection.getEndPoint().close(),
            CLOSE_PATIENCE.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
