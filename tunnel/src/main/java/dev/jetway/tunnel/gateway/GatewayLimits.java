package dev.jetway.tunnel.gateway;

import java.time.Duration;

/**
 * How much peers may take of a gateway. A change takes effect with a restart.
 *
 * @param connections open connections of all clusters; default 2,000. Further ones wait unaccepted
 * @param handshakesPerSecond how many unknown tokens are looked at a second, on average; twice as
 *     many at once; default 50. Others get 429 with Retry-After
 * @param streamsPerConnection requests in flight on one connection; default 2,000. The peer waits
 * @param streamsPerCluster requests in flight of one cluster, watches included; default 8,000.
 *     Further ones get 429
 * @param watchesPerCluster watches of one cluster; default 6,000. Further ones get 429
 * @param headerBytes size of a request's headers; default 64 KiB. Larger ones get 431
 * @param bodyBytes size of a request's body; default 3 MiB, as kube-apiserver, and 64 KiB for what
 *     the connector adds. Larger ones get 413
 * @param bodyBytesPerCluster bodies of one cluster that are held at a moment; default 128 MiB.
 *     Further ones get 429
 * @param handshakeTime how long a connection may be open without an accepted token; default 10 s.
 *     Then it is closed
 * @param headTimeout how long the control plane may take for the head of an answer; default 65 s.
 *     Then the caller gets 504
 */
public record GatewayLimits(
    int connections,
    int handshakesPerSecond,
    int streamsPerConnection,
    int streamsPerCluster,
    int watchesPerCluster,
    int headerBytes,
    int bodyBytes,
    long bodyBytesPerCluster,
    Duration handshakeTime,
    Duration headTimeout) {
  /** The defaults. */
  public static final GatewayLimits DEFAULT =
      new GatewayLimits(
          2_000,
          50,
          2_000,
          8_000,
          6_000,
          64 << 10,
          (3 << 20) + (64 << 10),
          128L << 20,
          Duration.ofSeconds(10),
          Duration.ofSeconds(65));

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public GatewayLimits {
    boolean positive =
        connections > 0
            && handshakesPerSecond > 0
            && streamsPerConnection > 0
            && streamsPerCluster > 0
            && watchesPerCluster > 0
            && headerBytes > 0
            && bodyBytes > 0
            && bodyBytesPerCluster > 0
            && handshakeTime.isPositive()
            && headTimeout.isPositive();
    if (!positive) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
