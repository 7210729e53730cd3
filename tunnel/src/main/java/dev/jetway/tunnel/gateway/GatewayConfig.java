package dev.jetway.tunnel.gateway;

import dev.jetway.tunnel.offer.OfferRule;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How a gateway runs.
 *
 * @param listen where connectors dial in; port 0 for any free one
 * @param healthListen where {@code /livez}, {@code /readyz} and {@code /metrics} are answered
 *     without TLS and to everyone: for probes; port 0 for any free one
 * @param namespace the namespace of the ServiceAccounts that stand for consumer clusters
 * @param audience what their tokens must be made for; default {@value #DEFAULT_AUDIENCE}
 * @param tokenLifetime how long the tokens are to live that it has made for connectors; default 24
 *     h, at least 10 min, and kube-apiserver may give a shorter time
 * @param offers what is offered
 * @param limits how much peers may take
 * @param drainTime how long requests in flight may take to end after {@link GatewayServer#close};
 *     default 30 s
 */
public record GatewayConfig(
    InetSocketAddress listen,
    InetSocketAddress healthListen,
    String namespace,
    String audience,
    Duration tokenLifetime,
    OfferRule offers,
    GatewayLimits limits,
    Duration drainTime) {
  /** The audience unless another is set. */
  public static final String DEFAULT_AUDIENCE = "connect.jetway.dev";

  /** How long the tokens of connectors are to live unless another time is set. */
  public static final Duration DEFAULT_TOKEN_LIFETIME = Duration.ofHours(24);

  /** How long requests in flight may take to end unless another time is set. */
  public static final Duration DEFAULT_DRAIN_TIME = Duration.ofSeconds(30);

  /** A gateway with the defaults. */
  public static GatewayConfig of(
      InetSocketAddress listen, InetSocketAddress healthListen, String namespace) {
    return new GatewayConfig(
        listen,
        healthListen,
        namespace,
        DEFAULT_AUDIENCE,
        DEFAULT_TOKEN_LIFETIME,
        OfferRule.parse(OfferRule.DEFAULT_SELECTOR, true),
        GatewayLimits.DEFAULT,
        DEFAULT_DRAIN_TIME);
  }

  /** The same with other limits. */
  public GatewayConfig withLimits(GatewayLimits other) {
    return new GatewayConfig(
        listen, healthListen, namespace, audience, tokenLifetime, offers, other, drainTime);
  }
}
