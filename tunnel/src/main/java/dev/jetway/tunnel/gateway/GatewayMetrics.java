package dev.jetway.tunnel.gateway;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/**
 * What a gateway counts. Cluster names come from verified callers, so they are as many as those.
 */
final class GatewayMetrics {
  private final Counter requests;
  private final Histogram headSeconds;
  private final Gauge liveStreams;
  private final Counter tokenReviews;
  private final Counter refusedHandshakes;
  private final Counter endedStreams;
  private final Counter tokenExchanges;

  GatewayMetrics(PrometheusRegistry registry) {
    this.requests =
        Counter.builder()
            .name("jetway_gateway_requests_total")
            .help("Requests of consumer clusters that were answered")
            .labelNames("cluster", "verb", "code")
            .register(registry);
    this.headSeconds =
        Histogram.builder()
            .name("jetway_gateway_head_seconds")
            .help("Time until the control plane sent the head of an answer")
            .labelNames("verb")
            .classicOnly()
            .register(registry);
    this.liveStreams =
        Gauge.builder()
            .name("jetway_gateway_live_streams")
            .help("Requests in flight, watches included")
            .labelNames("cluster")
            .register(registry);
    this.tokenReviews =
        Counter.builder()
            .name("jetway_gateway_token_reviews_total")
            .help("TokenReviews that were asked for, by result")
            .labelNames("result")
            .register(registry);
    this.refusedHandshakes =
        Counter.builder()
            .name("jetway_gateway_refused_handshakes_total")
            .help("Callers that were not let in, by HTTP code")
            .labelNames("code")
            .register(registry);
    this.endedStreams =
        Counter.builder()
            .name("jetway_gateway_ended_streams_total")
            .help("Requests in flight that the gateway ended, by reason")
            .labelNames("reason")
            .register(registry);
    this.tokenExchanges =
        Counter.builder()
            .name("jetway_gateway_token_exchanges_total")
            .help("Tokens that connectors asked for, by HTTP code")
            .labelNames("cluster", "code")
            .register(registry);
  }

  void answered(String cluster, String verb, int code) {
    requests.labelValues(cluster, verb, Integer.toString(code)).inc();
  }

  void head(String verb, Duration time) {
    headSeconds.labelValues(verb).observe(time.toNanos() / 1e9);
  }

  void live(String cluster, int streams) {
    liveStreams.labelValues(cluster).set(streams);
  }

  void tokenReview(String result) {
    tokenReviews.labelValues(result).inc();
  }

  void refusedHandshake(int code) {
    refusedHandshakes.labelValues(Integer.toString(code)).inc();
  }

  void tokenExchange(String cluster, String code) {
    tokenExchanges.labelValues(cluster, code).inc();
  }

  void ended(String reason, int streams) {
    endedStreams.labelValues(reason).inc(streams);
  }
}
