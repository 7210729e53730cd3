package dev.jetway.tunnel.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.SoftwareVersion;
import dev.jetway.tunnel.TunnelReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on each cluster's ServiceAccount how many tunnels it has here, as {@link TunnelReport}: at
 * most every five seconds where that changes, else every minute, one write after the other. What a
 * replica left that is gone is removed by another.
 *
 * <p>Thread-safe. One virtual thread does everything.
 */
final class TunnelReports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TunnelReports.class);
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final long TICKS_PER_CLEANING = 12;
  private static final Duration GONE_AFTER = Duration.ofMinutes(10);
  private static final Duration FAREWELL = Duration.ofSeconds(5);
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final ApiServerClient api;
  private final Enrolment enrolment;
  private final TunnelConnections connections;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile String key = "";

  // The thread's own: what was written, by the UID of the ServiceAccount.
  private final Map<String, Written> written = new HashMap<>();

  TunnelReports(
      ApiServerClient api, Enrolment enrolment, TunnelConnections connections, Clock clock) {
    this.api = api;
    this.enrolment = enrolment;
    this.connections = connections;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("tunnel-reports").unstarted(this::run);
  }

  private record Written(String account, TunnelReport report, long nanoTime) {
    boolean isFresh() {
      return System.nanoTime() - nanoTime < TunnelReport.EVERY.toNanos();
    }
  }

  /** Begins, under a name that tells this replica from the others. */
  void start(String replica) {
    key = TunnelReport.key(replica);
    thread.start();
  }

  /** Says that no tunnel is here any more, for as many clusters as it can in a moment. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(FAREWELL)) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (long tick = 0; !closed.await(TICK.toNanos(), TimeUnit.NANOSECONDS); tick++) {
        turn(tick % TICKS_PER_CLEANING == 0);
      }
      Map.copyOf(written).forEach((uid, gone) -> remove(gone.account(), uid));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ApiUnreachableException e) {
      LOG.info("tunnels not taken back reason=\"{}\"", e.getMessage());
    }
  }

  private void turn(boolean cleans) {
    try {
      report();
      if (cleans) {
        clean();
      }
    } catch (RuntimeException e) { // the edge of the thread: the next turn tries again
      LOG.warn("tunnels not reported reason=\"{}\"", e.getMessage());
    }
  }

  private void report() {
    Map<String, List<TunnelConnection.Tunnel>> open = connections.tunnels();
    for (Map.Entry<String, Written> before : Map.copyOf(written).entrySet()) {
      if (!open.containsKey(before.getKey())) {
        remove(before.getValue().account(), before.getKey());
      }
    }
    open.forEach((uid, tunnels) -> {
      TunnelReport report =
          new TunnelReport(
              tunnels.size(),
              clock.instant(),
              tunnels.getLast().connector(),
              SoftwareVersion.CURRENT);
      Written before = written.get(uid);
      if (before == null || !before.isFresh() || !before.report().says(report)) {
        String account = tunnels.getLast().account();
        String text = report.toText();
        if (annotate(account, uid, annotations -> seen(annotations).put(key, text))) {
          written.put(uid, new Written(account, report, System.nanoTime()));
        }
      }
    });
  }

  /** Of replicas that are gone, and of this one before it was started again. */
  private void clean() {
    Instant old = clock.instant().minus(GONE_AFTER);
    for (ObjectNode account : enrolment.serviceAccounts()) {
      String uid = account.at("/metadata/uid").asText();
      List<String> left = new ArrayList<>();
      account
          .at("/metadata/annotations")
          .properties()
          .forEach(annotation -> {
            boolean isReport = TunnelReport.replica(annotation.getKey()).isPresent();
            boolean isOurs = annotation.getKey().equals(key);
            boolean isGone =
                isOurs
                    ? !written.containsKey(uid)
                    : TunnelReport.parse(annotation.getValue().asText())
                        .filter(report -> report.seen().isAfter(old))
                        .isEmpty();
            if (isReport && isGone) {
              left.add(annotation.getKey());
            }
          });
      if (!left.isEmpty()) {
        annotate(
            account.at("/metadata/name").asText(),
            uid,
            annotations -> left.forEach(annotations::putNull));
      }
    }
  }

  private void remove(String account, String uid) {
    annotate(account, uid, annotations -> seen(annotations).putNull(key));
    written.remove(uid);
  }

  private ObjectNode seen(ObjectNode annotations) {
    return annotations.put(
        TunnelReport.LAST_SEEN, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** False if the ServiceAccount does not take it; then it is not that cluster's any more. */
  private boolean annotate(String account, String uid, Consumer<ObjectNode> change) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    change.accept(patch.putObject("metadata").put("uid", uid).putObject("annotations"));
    try {
      api.patch(enrolment.path(account), MERGE_PATCH, patch);
      return true;
    } catch (StatusException e) {
      if (Set.of(404, 409, 422).contains(e.status().code())) {
        return false;
      }
      throw e;
    }
  }
}
