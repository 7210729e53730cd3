package dev.jetway.tunnel.gateway;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All requests in flight: counted for each cluster, and ended when they must be. Thread-safe. */
final class LiveStreams {
  private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);

  private final GatewayLimits.Streams limits;
  private final long bytesPerCluster;
  private final GatewayMetrics metrics;
  private final Clock clock;
  private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
  private final Map<String, Usage> usages = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();

  LiveStreams(GatewayLimits limits, GatewayMetrics metrics, Clock clock) {
    this.limits = limits.streams();
    this.bytesPerCluster = limits.sizes().perCluster();
    this.metrics = metrics;
    this.clock = clock;
  }

  /** What one cluster uses at the moment. */
  private static final class Usage {
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger watches = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
  }

  /**
   * Begins a request.
   *
   * @param namespace the provider namespace, empty if the request is not in one
   * @param head the size of its path and headers, in bytes
   * @throws StatusException 429 if the cluster has too many in flight
   */
  LiveStream open(
      VerifiedCaller caller, String cluster, String namespace, boolean watch, long head) {
    Usage usage = usages.computeIfAbsent(cluster, _ -> new Usage());
    takeStream(usage, cluster);
    boolean watching = false;
    try {
      if (watch) {
        take(usage.watches, limits.watchesPerCluster(), cluster, "watches");
        watching = true;
      }
      hold(usage, cluster, head);
    } catch (StatusException e) {
      release(usage, watching);
      throw e;
    }
    LiveStream stream =
        new LiveStream(caller, cluster, namespace, watch, closing -> closed(closing, usage, head));
    streams.add(stream);
    metrics.live(cluster, usage.streams.get());
    return stream;
  }

  /**
   * Counts bytes of a request's body that are held.
   *
   * @throws StatusException 429 if the cluster has too many
   */
  void hold(String cluster, long bytes) {
    hold(usages.computeIfAbsent(cluster, _ -> new Usage()), cluster, bytes);
  }

  /** Those bytes are not held any more. */
  void release(String cluster, long bytes) {
    usages.computeIfAbsent(cluster, _ -> new Usage()).bytes.addAndGet(-bytes);
  }

  /** Breaks all streams of a ServiceAccount. */
  void revoke(String uid) {
    end("revoked", false, stream -> stream.caller().uid().equals(uid));
  }

  /** Breaks all streams in a provider namespace that is not their cluster's any more. */
  void ownedBy(String namespace, String cluster) {
    end(
        "namespace",
        false,
        stream -> stream.namespace().equals(namespace) && !stream.cluster().equals(cluster));
  }

  /** Ends the streams whose token has expired; watches cleanly. */
  void expire() {
    Instant now = clock.instant();
    end("expired", true, stream -> !now.isBefore(stream.caller().expires()));
  }

  /** Breaks the streams of a token. */
  void reject(Credential credential) {
    end("rejected", false, stream -> stream.caller().credential().key().equals(credential.key()));
  }

  /** Ends all watches, cleanly; other requests go on. */
  void endWatches() {
    end("drain", true, LiveStream::isWatch);
  }

  /** The tokens of all streams, each once. */
  List<Credential> credentials() {
    Map<String, Credential> credentials = new HashMap<>();
    for (LiveStream stream : streams) {
      credentials.put(stream.caller().credential().key(), stream.caller().credential());
    }
    return List.copyOf(credentials.values());
  }

  private void end(String reason, boolean cleanly, Predicate<LiveStream> which) {
    IOException cause = new IOException("ended by the gateway: " + reason);
    int ended = 0;
    for (LiveStream stream : streams) {
      if (which.test(stream)) {
        stream.end(cause, cleanly);
        ended++;
      }
    }
    if (ended > 0) {
      metrics.ended(reason, ended);
      LOG.info("ended streams reason={} count={}", reason, ended);
    }
  }

  private void closed(LiveStream stream, Usage usage, long head) {
    streams.remove(stream);
    usage.bytes.addAndGet(-head);
    release(usage, stream.isWatch());
    metrics.live(stream.cluster(), usage.streams.get());
  }

  /**
   * A cluster gets no more while it has as many as are left, so that some are always left for one
   * that has few (Choudhury and Hahne, Dynamic Queue Length Thresholds, 1998).
   */
  private void takeStream(Usage usage, String cluster) {
    int left = limits.all() - inFlight.incrementAndGet();
    int limit = Math.min(limits.perCluster(), left + 1);
    try {
      take(usage.streams, limit, cluster, "requests");
    } catch (StatusException e) {
      inFlight.decrementAndGet();
      throw e;
    }
  }

  private void release(Usage usage, boolean watch) {
    if (watch) {
      usage.watches.decrementAndGet();
    }
    usage.streams.decrementAndGet();
    inFlight.decrementAndGet();
  }

  private void hold(Usage usage, String cluster, long bytes) {
    if (usage.bytes.addAndGet(bytes) > bytesPerCluster) {
      usage.bytes.addAndGet(-bytes);
      throw tooMany(cluster, "large requests");
    }
  }

  private static void take(AtomicInteger used, int limit, String cluster, String what) {
    if (used.incrementAndGet() > limit) {
      used.decrementAndGet();
      throw tooMany(cluster, what);
    }
  }

  private static StatusException tooMany(String cluster, String what) {
    return new StatusException(
        Status.of(
            429, "the consumer cluster \"" + cluster + "\" has too many " + what + " in flight"));
  }
}
