package dev.jetway.apiserver.observation;

import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * Counts requests under kube-apiserver's names and labels. A resource becomes a label only if it is
 * served, so that nobody can fill the memory with made-up ones. Thread-safe.
 */
public final class RequestMetrics {
  private static final double[] SECONDS = {
    0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45,
    60
  };
  private static final String[] RESOURCE_LABELS = {
    "verb", "group", "version", "resource", "subresource", "scope", "component"
  };
  private static final String COMPONENT = "apiserver";

  private final Counter total;
  private final Histogram duration;
  private final Gauge longRunning;
  private final Gauge inFlight;
  private final Counter aborted;

  /** Registers the metrics; a registry takes them once. */
  public RequestMetrics(PrometheusRegistry registry) {
    total =
        Counter.builder()
            .name("apiserver_request_total")
            .help("Requests by what they ask and the code of the answer")
            .labelNames(
                "verb",
                "group",
                "version",
                "resource",
                "subresource",
                "scope",
                "component",
                "dry_run",
                "code")
            .register(registry);
    duration =
        Histogram.builder()
            .name("apiserver_request_duration_seconds")
            .help("Time from a request's arrival to the last byte of its answer, without watches")
            .labelNames(RESOURCE_LABELS)
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .register(registry);
    longRunning =
        Gauge.builder()
            .name("apiserver_longrunning_requests")
            .help("Watches that are open")
            .labelNames(RESOURCE_LABELS)
            .register(registry);
    inFlight =
        Gauge.builder()
            .name("apiserver_current_inflight_requests")
            .help("Requests that are being worked on, without watches")
            .labelNames("request_kind")
            .register(registry);
    aborted =
        Counter.builder()
            .name("apiserver_request_aborts_total")
            .help("Answers that were broken off")
            .labelNames(RESOURCE_LABELS)
            .register(registry);
  }

  void began(RequestRecord request) {
    if (request.isWatch()) {
      longRunning.labelValues(labels(request)).inc();
    } else {
      inFlight.labelValues(kind(request)).inc();
    }
  }

  void ended(RequestRecord request, int code, boolean isAborted, double seconds) {
    String[] labels = labels(request);
    if (request.isWatch()) {
      longRunning.labelValues(labels).dec();
    } else {
      inFlight.labelValues(kind(request)).dec();
      duration.labelValues(labels).observe(seconds);
    }
    counted(request, labels, code, isAborted);
  }

  /** A request that was answered before anything was worked on. */
  void refused(RequestRecord request, int code, boolean isAborted) {
    counted(request, labels(request), code, isAborted);
  }

  private void counted(RequestRecord request, String[] labels, int code, boolean isAborted) {
    String dryRun = request.info().filter(RequestInfo::dryRun).isPresent() ? "All" : "";
    total
        .labelValues(
            labels[0],
            labels[1],
            labels[2],
            labels[3],
            labels[4],
            labels[5],
            labels[6],
            dryRun,
            Integer.toString(code))
        .inc();
    if (isAborted) {
      aborted.labelValues(labels).inc();
    }
  }

  private static String kind(RequestRecord request) {
    return request.info().filter(info -> info.verb().writes()).isPresent()
        ? "mutating"
        : "readOnly";
  }

  private static String[] labels(RequestRecord request) {
    if (request.info().isEmpty() || !request.isServed()) {
      return new String[] {method(request.method()), "", "", "", "", "", COMPONENT};
    }
    RequestInfo info = request.info().get();
    ResourcePath path = info.path();
    return new String[] {
      verb(info, request.isApply()),
      path.group(),
      path.version(),
      path.resource(),
      path.subresource(),
      scope(path),
      COMPONENT
    };
  }

  private static String verb(RequestInfo info, boolean apply) {
    return switch (info.verb()) {
      case GET -> "GET";
      case LIST -> "LIST";
      case WATCH -> "WATCH";
      case CREATE -> "POST";
      case UPDATE -> "PUT";
      case PATCH -> apply ? "APPLY" : "PATCH";
      case DELETE -> "DELETE";
      case DELETE_COLLECTION -> "DELETECOLLECTION";
    };
  }

  private static String method(String method) {
    return switch (method) {
      case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
      default -> "other";
    };
  }

  private static String scope(ResourcePath path) {
    if (path.isObject()) {
      return "resource";
    }
    return path.namespace().isEmpty() ? "cluster" : "namespace";
  }
}
