package dev.jetway.apiserver.health;

import dev.jetway.apiserver.answer.StatusAnswer;
import dev.jetway.kube.QueryString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers health probes with kube-apiserver's words: {@code ok}, or each check with {@code
 * ?verbose}; {@code ?exclude=<name>} leaves checks out, {@code /readyz/<name>} asks for one.
 *
 * <p>Why a check fails goes to the log, not to whoever asks.
 */
public final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final Map<String, List<HealthCheck>> checks;

  /**
   * Probes by these checks. No check may fail because the control plane is away: this server still
   * answers for it, and as not ready it would lose its APIServices.
   */
  public Health(List<HealthCheck> live, List<HealthCheck> ready) {
    checks =
        Map.of(
            "livez", List.copyOf(live), "readyz", List.copyOf(ready), "healthz", List.copyOf(live));
  }

  /** Whether a raw path is a probe's. */
  public boolean isProbe(String path) {
    int end = path.indexOf('/', 1);
    return path.startsWith("/")
        && checks.containsKey(path.substring(1, end < 0 ? path.length() : end));
  }

  /** Answers a probe, for whose raw path {@link #isProbe} holds. */
  public void answer(String path, QueryString query, Response response, Callback callback) {
    HealthReport report = report(path, query);
    StatusAnswer.text(response, callback, report.code(), report.text());
  }

  HealthReport report(String path, QueryString query) {
    String[] names = path.substring(1).split("/", 2);
    List<HealthCheck> all = checks.getOrDefault(names[0], List.of());
    if (names.length == 1) {
      return report(names[0], all, query);
    }
    return all.stream()
        .filter(check -> check.name().equals(names[1]))
        .findFirst()
        .map(check -> report(names[0], List.of(check), query))
        .orElse(new HealthReport(404, "404 there is no such check\n"));
  }

  private static HealthReport report(String probe, List<HealthCheck> checks, QueryString query) {
    Set<String> excluded = excluded(query);
    StringBuilder lines = new StringBuilder();
    List<String> failed = new ArrayList<>();
    for (HealthCheck check : checks) {
      if (excluded.remove(check.name())) {
        lines.append("[+]").append(check.name()).append(" excluded: ok\n");
      } else if (check.passes().getAsBoolean()) {
        lines.append("[+]").append(check.name()).append(" ok\n");
      } else {
        lines.append("[-]").append(check.name()).append(" failed: reason withheld\n");
        failed.add(check.name());
      }
    }
    if (!excluded.isEmpty()) {
      lines.append("warn: some health checks cannot be excluded: no matches for ");
      lines.append(String.join(",", excluded.stream().map(name -> '"' + name + '"').toList()));
      lines.append('\n');
    }
    if (!failed.isEmpty()) {
      LOG.debug("probe failed probe={} checks={}", probe, failed);
      return new HealthReport(503, lines + probe + " check failed\n");
    }
    boolean verbose = query.first("verbose").isPresent();
    return new HealthReport(200, verbose ? lines + probe + " check passed\n" : "ok");
  }

  private static Set<String> excluded(QueryString query) {
    Set<String> excluded = new TreeSet<>();
    query.parameters().stream()
        .filter(parameter -> parameter.key().equals("exclude"))
        .forEach(parameter -> excluded.add(parameter.value()));
    return excluded;
  }
}
