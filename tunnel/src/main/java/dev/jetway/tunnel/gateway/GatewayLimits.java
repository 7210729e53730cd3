package dev.jetway.tunnel.gateway;

import java.time.Duration;

/**
 * How much peers may take of a gateway. A change takes effect with a restart.
 *
 * @param connections how many may come, and how fast
 * @param streams how many requests may be in flight
 * @param sizes how large these may be
 * @param times how long things may take
 */
public record GatewayLimits(Connections connections, Streams streams, Sizes sizes, Times times) {
  /** The defaults. */
  public static final GatewayLimits DEFAULT =
      new GatewayLimits(
          new Connections(2_000, 200, 50),
          new Streams(25_600, 2_000, 8_000, 6_000),
          new Sizes(64 << 10, (3 << 20) + (64 << 10), 128L << 20),
          new Times(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(65)));

  /**
   * Limits of connections.
   *
   * @param all open connections of all clusters; default 2,000. Further ones wait unaccepted
   * @param perCluster open connections of one cluster, its connectors and who comes with a
   *     kubeconfig for it; default 200. Requests over further ones get 429
   * @param handshakesPerSecond how many unknown tokens of enrolled clusters are looked at a second,
   *     on average, and as many of anybody else; a tenth for each ServiceAccount, and as many over
   *     its open connections; twice as many at once; default 50. Others get 429 with Retry-After
   */
  public record Connections(int all, int perCluster, int handshakesPerSecond) {
    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Connections {
      requirePositive(all > 0 && perCluster > 0 && handshakesPerSecond > 0);
    }
  }

  /**
   * Limits of requests in flight, watches included.
   *
   * @param all those of all clusters; default 25,600. A cluster gets no more while it has as many
   *     as are left for the others; further ones get 429
   * @param perConnection those on one connection; default 2,000. The peer waits
   * @param perCluster those of one cluster; default 8,000. Further ones get 429
   * @param watchesPerCluster watches of one cluster; default 6,000. Further ones get 429
   */
  public record Streams(int all, int perConnection, int perCluster, int watchesPerCluster) {
    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Streams {
      requirePositive(all > 0 && perConnection > 0 && perCluster > 0 && watchesPerCluster > 0);
    }
  }

  /**
   * Limits of memory, in bytes.
   *
   * @param head a request's path and headers; default 64 KiB. Larger ones get 431
   * @param body a request's body; default 3 MiB, as kube-apiserver, and 64 KiB for what the
   *     connector adds. Larger ones get 413
   * @param perCluster heads of one cluster's requests in flight, and bodies that are held at a
   *     moment; default 128 MiB. Further ones get 429
   */
  public record Sizes(int head, int body, long perCluster) {
    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Sizes {
      requirePositive(head > 0 && body > 0 && perCluster > 0);
    }
  }

  /**
   * Limits of time.
   *
   * @param handshake how long a connection may be open without an accepted token; default 10 s.
   *     Then it is closed
   * @param body how long the body of a request may take; default 30 s. Then the caller gets 408
   * @param head how long the control plane may take for the head of an answer; default 65 s. Then
   *     the caller gets 504
   */
  public record Times(Duration handshake, Duration body, Duration head) {
    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Times {
      requirePositive(handshake.isPositive() && body.isPositive() && head.isPositive());
    }
  }

  private static void requirePositive(boolean positive) {
    if (!positive) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
