package dev.jetway.apiserver;

import java.time.Duration;

/**
 * The settings of the server.
 *
 * @param address the address to listen on, for example {@code 0.0.0.0}
 * @param port the port to listen on; 0 for any free one
 * @param shutdownDelay how long the server goes on as before after it has begun to say that it is
 *     not ready, so that load balancers and kube-apiserver take it out
 * @param shutdownGrace how long requests in flight may take to finish after that
 * @param logEveryRequest whether each request is logged at info rather than at debug
 * @param version the product's version, for {@code /version}
 */
public record ApiServerConfig(
    String address,
    int port,
    Duration shutdownDelay,
    Duration shutdownGrace,
    boolean logEveryRequest,
    String version) {
  /** Refuses what cannot be. */
  public ApiServerConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be from 0 to 65535: " + port);
    }
    if (shutdownDelay.isNegative() || shutdownGrace.isNegative()) {
      throw new IllegalArgumentException(
          "shutdown delay and grace must not be negative: " + shutdownDelay + ", " + shutdownGrace);
    }
  }

  /** Defaults: all addresses, 5 s of delay, 25 s of grace, requests at debug. */
  public static ApiServerConfig on(int port, String version) {
    return new ApiServerConfig(
        "0.0.0.0", port, Duration.ofSeconds(5), Duration.ofSeconds(25), false, version);
  }
}
