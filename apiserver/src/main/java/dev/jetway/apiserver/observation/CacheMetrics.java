package dev.jetway.apiserver.observation;

import dev.jetway.backend.CacheFigures;
import dev.jetway.backend.CacheFigures.OfResource;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What a backend keeps in memory, looked at when somebody scrapes. The resources are those that are
 * offered, so nobody can make up labels.
 */
public final class CacheMetrics {
  private static final String[] RESOURCE = {"group", "version", "resource"};

  private final Supplier<CacheFigures> figures;

  private CacheMetrics(Supplier<CacheFigures> figures) {
    this.figures = figures;
  }

  /** Registers the metrics; a registry takes them once. */
  public static void register(PrometheusRegistry registry, Supplier<CacheFigures> figures) {
    new CacheMetrics(figures).register(registry);
  }

  private void register(PrometheusRegistry registry) {
    gauge(registry, "jetway_cache_bytes", "Memory that objects and events take", OfResource::bytes);
    gauge(registry, "jetway_cache_objects", "Objects that are kept", OfResource::objects);
    gauge(registry, "jetway_cache_watchers", "Watches answered from memory", OfResource::watchers);
    gauge(
        registry,
        "jetway_cache_upstream_watches",
        "Watches at the control plane that feed the memory",
        OfResource::upstreamWatches);
    gauge(
        registry,
        "jetway_cache_age_seconds",
        "Time since the control plane was last heard of",
        OfResource::ageSeconds);
    CounterWithCallback.builder()
        .name("jetway_cache_events_total")
        .help("Changes that the control plane told")
        .labelNames(RESOURCE)
        .callback(counter ->
            figures
                .get()
                .resources()
                .forEach(resource -> counter.call((double) resource.events(), labels(resource))))
        .register(registry);
    CounterWithCallback.builder()
        .name("jetway_cache_answers_total")
        .help("Reads by where they were answered from")
        .labelNames("source")
        .callback(counter -> {
          CacheFigures now = figures.get();
          counter.call((double) now.fromCache(), "cache");
          counter.call((double) now.fromProvider(), "provider");
        })
        .register(registry);
  }

  private void gauge(
      PrometheusRegistry registry, String name, String help, ToDoubleFunction<OfResource> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(RESOURCE)
        .callback(gauge ->
            figures
                .get()
                .resources()
                .forEach(resource -> gauge.call(value.applyAsDouble(resource), labels(resource))))
        .register(registry);
  }

  private static String[] labels(OfResource resource) {
    return new String[] {resource.group(), resource.version(), resource.resource()};
  }
}
