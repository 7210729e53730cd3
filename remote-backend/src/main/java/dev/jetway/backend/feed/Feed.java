package dev.jetway.backend.feed;

import dev.jetway.backend.feed.Timeline.RingLimits;
import dev.jetway.kube.Backoff;
import dev.jetway.kube.StatusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one resource known: lists it, follows it, and comes back after every break.
 *
 * <pre>
 *              ┌──────── stream ended, link down: back-off, same timeline ────────┐
 *              ▼                                                                  │
 *   list ─► timeline ─► watch from its version ─► changes ─► … ───────────────────┤
 *     ▲                                                                           │
 *     └── 410: a new list and timeline, then the old one ends with the provider's error
 *   refused, or too large: nothing is known any more; tried again later
 * </pre>
 *
 * <p>One virtual thread does all of it. The state outlives breaks: while the link is down it is
 * what was known last.
 */
public final class Feed implements AutoCloseable {
  private static final Duration REFUSED_PAUSE = Duration.ofSeconds(30);
  private static final Duration TOO_LARGE_PAUSE = Duration.ofMinutes(10);
  private static final Duration HEALTHY = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  private final ResourceKey resource;
  private final Upstream upstream;
  private final Surroundings surroundings;
  private final Freshness freshness;
  private final Thread thread;
  private final CompletableFuture<Timeline> first = new CompletableFuture<>();
  private volatile Optional<Known> known = Optional.empty();
  private volatile boolean closed;
  private volatile boolean watching;
  private volatile Instant lastHeard = Instant.EPOCH;
  private final LongAdder events = new LongAdder();

  /**
   * What is known.
   *
   * @param timeline the objects and events
   * @param listKind the {@code kind} of a list of them
   */
  public record Known(Timeline timeline, String listKind) {}

  /** What a feed needs of the world around it. */
  public interface Surroundings {
    /** Waits until the provider may be reachable. */
    void awaitUp() throws InterruptedException;

    /** Lets some time pass; false if the thread was interrupted meanwhile. */
    boolean pause(Duration duration);

    /** How much of the past a timeline keeps. */
    RingLimits ringLimits();

    /** The most memory that the objects of one list may take, in bytes. */
    long maxBytes();

    /** A watch of the resource has been opened; must not block. */
    void watching(ResourceKey resource);

    /** Wakes watchers, elsewhere. */
    void wake(List<Waiter> waiters);

    /** The time. */
    Clock clock();
  }

  /** A feed that does nothing before {@link #start}. */
  public Feed(ResourceKey resource, Upstream upstream, Surroundings surroundings) {
    this.resource = resource;
    this.upstream = upstream;
    this.surroundings = surroundings;
    this.freshness = new Freshness(resource.toString(), upstream, this::known);
    this.thread = Thread.ofVirtual().name("jetway-feed-" + resource).unstarted(this::run);
  }

  /** Begins to list. */
  public void start() {
    thread.start();
  }

  /** What it is about. */
  public ResourceKey resource() {
    return resource;
  }

  /** How what is known compares with the provider. */
  public Freshness freshness() {
    return freshness;
  }

  /** What is known; empty before the first list, and after the end. */
  public Optional<Known> known() {
    return known;
  }

  /** Waits until something is known, the first attempt has failed, or the time is up. */
  public Optional<Known> awaitKnown(Duration timeout) {
    if (known.isPresent()) {
      return known;
    }
    try {
      first.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException _) {
      // Then it is not known.
    }
    return known;
  }

  /** Whether changes are being followed at this moment. */
  public boolean isWatching() {
    return watching;
  }

  /** How many changes, bookmarks included, the provider told. */
  public long events() {
    return events.sum();
  }

  /** When the provider was last heard of: now, as long as changes are followed. */
  public Instant currentUntil() {
    return watching ? surroundings.clock().instant() : lastHeard;
  }

  /** Opens the watch anew if nothing, not even a bookmark, was heard for so long. */
  void endIfSilent(Duration time) {
    if (watching && lastHeard.plus(time).isBefore(surroundings.clock().instant())) {
      LOG.warn("feed silent resource={} since={}", resource, lastHeard);
      upstream.endWatch();
    }
  }

  /** Ends watchers cleanly, and forgets everything. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    upstream.endWatch();
    forget();
  }

  private synchronized void forget() {
    Optional<Known> last = known;
    known = Optional.empty();
    last.ifPresent(was -> was.timeline().end(Optional.empty()));
  }

  private void run() {
    Backoff backoff = new Backoff(ThreadLocalRandom.current());
    while (!closed) {
      Instant began = surroundings.clock().instant();
      Duration pause;
      try {
        surroundings.awaitUp();
        follow();
        pause = backoff.next();
      } catch (InterruptedException _) {
        return;
      } catch (StatusException e) {
        LOG.warn("feed refused resource={} reason=\"{}\"", resource, e.status());
        forget();
        pause = REFUSED_PAUSE;
      } catch (TooLargeException e) {
        LOG.warn("feed not kept resource={} reason=\"{}\"", resource, e.getMessage());
        forget();
        pause = TOO_LARGE_PAUSE;
      } catch (IOException | RuntimeException e) {
        interrupted(e);
        pause = backoff.next();
      } finally {
        stopped();
        first.completeExceptionally(new IOException("nothing is known"));
      }
      if (Duration.between(began, surroundings.clock().instant()).compareTo(HEALTHY) > 0) {
        backoff.reset();
      }
      if (!closed && !surroundings.pause(pause)) {
        return;
      }
    }
  }

  /** Lists if nothing is known, and follows until the stream ends. */
  private void follow() throws IOException {
    Known now = known.isPresent() ? known.get() : list("started");
    try {
      watch(now.timeline());
    } catch (WatchExpiredException e) {
      // First the new state, then the end of the old: whoever comes back finds it.
      Known fresh = list("listed again reason=\"" + e.getMessage() + "\"");
      now.timeline().end(Optional.of(errorLine(e)));
      watch(fresh.timeline());
    }
  }

  private void watch(Timeline timeline) throws IOException {
    upstream.watch(
        timeline.resourceVersion(),
        changes -> {
          lastHeard = surroundings.clock().instant();
          if (!watching) {
            watching = true;
            surroundings.watching(resource);
          }
          events.add(changes.size());
          timeline.advance(changes);
        });
  }

  private Known list(String why) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Consumer<Entry> sink = new BoundedSink(entries, surroundings.maxBytes());
    Upstream.Listed listed = upstream.list(sink);
    Timeline timeline =
        new Timeline(
            entries, listed.resourceVersion(), surroundings.ringLimits(), surroundings::wake);
    Known fresh = new Known(timeline, listed.kind());
    lastHeard = surroundings.clock().instant();
    synchronized (this) {
      if (closed) {
        throw new IOException("the feed is closed");
      }
      known = Optional.of(fresh);
    }
    first.complete(timeline);
    LOG.info(
        "feed {} resource={} objects={} resourceVersion={}",
        why,
        resource,
        entries.size(),
        listed.resourceVersion());
    return fresh;
  }

  /** Said once for each break, and not for each vain attempt after it. */
  private void interrupted(Exception e) {
    if (watching) {
      LOG.info("feed interrupted resource={} reason=\"{}\"", resource, e.getMessage());
    } else {
      LOG.debug("feed not resumed resource={} reason=\"{}\"", resource, e.getMessage());
    }
  }

  private void stopped() {
    if (watching) {
      lastHeard = surroundings.clock().instant();
      watching = false;
    }
  }

  private static byte[] errorLine(WatchExpiredException e) {
    String status = new String(e.status().toJson(), StandardCharsets.UTF_8).strip();
    return ("{\"type\":\"ERROR\",\"object\":" + status + "}\n").getBytes(StandardCharsets.UTF_8);
  }

  private static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLargeException(long maxBytes) {
      super("the objects take more memory than the cache may have: " + maxBytes + " bytes");
    }
  }

  /** Takes objects as long as there is room for them. */
  private static final class BoundedSink implements Consumer<Entry> {
    private final List<Entry> entries;
    private final long maxBytes;
    private long bytes;

    BoundedSink(List<Entry> entries, long maxBytes) {
      this.entries = entries;
      this.maxBytes = maxBytes;
    }

    @Override
    public void accept(Entry entry) {
      bytes += entry.memory();
      if (bytes > maxBytes) {
        throw new TooLargeException(maxBytes);
      }
      entries.add(entry);
    }
  }
}
