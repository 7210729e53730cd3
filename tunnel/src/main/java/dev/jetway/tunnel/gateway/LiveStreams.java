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

  private final GatewayLimits limits;
  private final GatewayMetrics metrics;
  private final Clock clock;
  private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
  private final Map<String, Usage> usages = new ConcurrentHashMap<>();

  LiveStreams(GatewayLimits limits, GatewayMetrics metrics, Clock clock) {
    this.limits = limits;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** What one cluster uses at the moment. */
  private static final class Usage {
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger watches = new AtomicInteger();
    private final AtomicLong bodyBytes = new AtomicLong();
  }

  /**
   * Begins a request.
   *
   * @param namespace the provider namespace, empty if the request is not in one
   * @throws StatusException 429 if the cluster has too many in flight
   */
  LiveStream open(VerifiedCaller caller, String cluster, String namespace, boolean watch) {
    Usage usage = usages.computeIfAbsent(cluster, _ -> new Usage());
    take(usage.streams, limits.streamsPerCluster(), cluster, "requests");
    if (watch) {
      try {
        take(usage.watches, limits.watchesPerCluster(), cluster, "watches");
      } catch (StatusException e) {
        usage.streams.decrementAndGet();
        throw e;
      }
    }
    LiveStream stream =
        new LiveStream(caller, cluster, namespace, watch, closing -> closed(closing, usage));
    streams.add(stream);
    metrics.live(cluster, usage.streams.get());
    return stream;
  }

  /**
   * Counts bytes of a request's body that are held.
   *
   * @throws StatusException 429 if the cluster has too many
   */
  void holdBody(String cluster, long bytes) {
    AtomicLong held = usages.computeIfAbsent(cluster, _ -> new Usage()).bodyBytes;
    if (held.addAndGet(bytes) > limits.bodyBytesPerCluster()) {
      held.addAndGet(-bytes);
      throw tooMany(cluster, "large requests");
    }
  }

  /** Those bytes are not held any more. */
  void releaseBody(String cluster, long bytes) {
    usages.computeIfAbsent(cluster, _ -> new Usage()).bodyBytes.addAndGet(-bytes);
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

  private void closed(LiveStream stream, Usage usage) {
    streams.remove(stream);
    if (stream.isWatch()) {
      usage.watches.decrementAndGet();
    }
    metrics.live(stream.cluster(), usage.streams.decrementAndGet());
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
