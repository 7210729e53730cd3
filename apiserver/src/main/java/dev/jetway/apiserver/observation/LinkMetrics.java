package dev.jetway.apiserver.observation;

import dev.jetway.backend.RemoteBackend;
import dev.jetway.tunnel.LinkState;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Whether each control plane can be reached, for alerts. */
public final class LinkMetrics {
  private LinkMetrics() {}

  /** Registers the metrics of a backend's link; a registry takes them once. */
  public static void register(PrometheusRegistry registry, RemoteBackend backend) {
    GaugeWithCallback.builder()
        .name("jetway_link_up")
        .help("1 while the control plane can be reached, else 0")
        .labelNames("connection")
        .callback(callback ->
            backend
                .links()
                .forEach(
                    (name, state) -> callback.call(state instanceof LinkState.Up ? 1 : 0, name)))
        .register(registry);
    GaugeWithCallback.builder()
        .name("jetway_link_identity_changed")
        .help("1 while nothing is sent because another control plane answers than before, else 0")
        .labelNames("connection")
        .callback(callback ->
            backend
                .links()
                .forEach((name, state) ->
                    callback.call(
                        state instanceof LinkState.Down down && down.identityChanged() ? 1 : 0,
                        name)))
        .register(registry);
  }
}
