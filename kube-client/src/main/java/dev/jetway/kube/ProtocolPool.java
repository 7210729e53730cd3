package dev.jetway.kube;

import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.MultiplexConnectionPool;
import org.eclipse.jetty.util.ConcurrentPool;

/**
 * Connections of which each takes as many requests at once as its protocol allows: HTTP/2 as many
 * as the server says, HTTP/1.1 one. Jetty's own pool would put a second request on an HTTP/1.1
 * connection, which fails.
 */
final class ProtocolPool extends MultiplexConnectionPool {
  /** {@code expectedStreams} is how many requests a connection that is being opened counts for. */
  ProtocolPool(Destination destination, int maxConnections, int expectedStreams) {
    super(
        destination,
        () ->
            new ConcurrentPool<>(
                ConcurrentPool.StrategyType.FIRST,
                maxConnections,
                connection ->
                    connection instanceof MaxMultiplexable many ? many.getMaxMultiplex() : 1),
        expectedStreams);
  }
}
