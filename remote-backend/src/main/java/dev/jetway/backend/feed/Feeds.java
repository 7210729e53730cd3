package dev.jetway.backend.feed;

import dev.jetway.backend.LinkCalls;
import dev.jetway.backend.feed.Timeline.RingLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feeds of one connection: each is started by the first who asks for it, and kept as long as
 * its resource is offered and there is room. Thread-safe.
 *
 * <p>Over the limit, the feed with the fewest watchers goes; it may come back after ten minutes. A
 * thread looks four times a second for watchers whose time has come, for memory, and for watches
 * that have gone silent.
 */
public final class Feeds implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration DROPPED_FOR = Duration.ofMinutes(10);
  private static final Duration SILENT = Duration.ofMinutes(5);
  private static final Logger LOG = LoggerFactory.getLogger(Feeds.class);

  private final LinkCalls calls;
  private final CacheLimits limits;
  private final Clock clock;
  private final ToIntFunction<Feed> watchers;
  private final Consumer<ResourceKey> whenWatching;
  private final Wakers wakers = new Wakers();
  private final Map<ResourceKey, Feed> feeds = new ConcurrentHashMap<>();
  private final Map<ResourceKey, Instant> dropped = new ConcurrentHashMap<>();
  private final Thread ticker;
  private volatile boolean closed;

  /**
   * No feeds yet.
   *
   * @param watchers how many watch a feed
   * @param whenWatching hears of each watch that is opened at the provider; must not block
   */
  public Feeds(
      LinkCalls calls,
      CacheLimits limits,
      Clock clock,
      ToIntFunction<Feed> watchers,
      Consumer<ResourceKey> whenWatching) {
    this.calls = calls;
    this.limits = limits;
    this.clock = clock;
    this.watchers = watchers;
    this.whenWatching = whenWatching;
    this.ticker = Thread.ofVirtual().name("jetway-feeds-" + calls.name()).unstarted(this::run);
  }

  /** Begins to look after them. */
  public void start() {
    ticker.start();
  }

  /** The feed of a resource, if there is one. */
  public Optional<Feed> find(ResourceKey resource) {
    return Optional.ofNullable(feeds.get(resource));
  }

  /**
   * The feed of a resource, started if there is none; empty if it was dropped not long ago.
   *
   * @param upstream makes the way to ask the provider
   */
  public Optional<Feed> findOrStart(
      ResourceKey resource, Function<ResourceKey, Upstream> upstream) {
    Feed known = feeds.get(resource);
    if (known != null) {
      return Optional.of(known);
    }
    Instant since = dropped.get(resource);
    if (closed || (since != null && since.plus(DROPPED_FOR).isAfter(clock.instant()))) {
      return Optional.empty();
    }
    return Optional.of(
        feeds.computeIfAbsent(
            resource,
            key -> {
              Feed feed = new Feed(key, upstream.apply(key), new AroundFeeds());
              feed.start();
              return feed;
            }));
  }

  /** All of them. */
  public List<Feed> all() {
    return List.copyOf(feeds.values());
  }

  /** Ends those whose resource does not fit. */
  public void retain(Predicate<ResourceKey> offered) {
    for (Feed feed : all()) {
      if (!offered.test(feed.resource())) {
        drop(feed, "the resource is offered in another form, or not any more");
      }
    }
  }

  /** Ends all; whoever asks next starts anew. */
  public void reset() {
    all().forEach(feed -> drop(feed, "all is forgotten"));
    dropped.clear();
  }

  /** About how many bytes of memory they take. */
  public long memory() {
    long bytes = 0;
    for (Feed feed : feeds.values()) {
      bytes += feed.known().map(known -> known.timeline().memory()).orElse(0L);
    }
    return bytes;
  }

  @Override
  public void close() {
    closed = true;
    ticker.interrupt();
    reset();
    wakers.close();
  }

  private void run() {
    while (!closed && calls.pause(TICK)) {
      try {
        tick();
      } catch (RuntimeException e) { // the next tick may do better; without one, watches hang
        LOG.error("feeds could not be looked after", e);
      }
    }
  }

  private void tick() {
    long now = System.nanoTime();
    for (Feed feed : feeds.values()) {
      feed.known().ifPresent(known -> known.timeline().wakeDue(now));
      feed.endIfSilent(SILENT);
    }
    while (memory() > limits.bytes()) {
      Optional<Feed> least = leastWatched();
      if (least.isEmpty()) {
        return;
      }
      dropped.put(least.get().resource(), clock.instant());
      drop(least.get(), "the cache is over its limit of " + limits.bytes() + " bytes");
    }
  }

  private Optional<Feed> leastWatched() {
    return feeds.values().stream()
        .filter(feed -> feed.known().isPresent())
        .min(
            Comparator.comparingInt(watchers)
                .thenComparing(
                    feed -> feed.known().map(known -> known.timeline().memory()).orElse(0L),
                    Comparator.reverseOrder()));
  }

  private void drop(Feed feed, String why) {
    if (feeds.remove(feed.resource(), feed)) {
      LOG.info("feed dropped resource={} reason=\"{}\"", feed.resource(), why);
      feed.close();
    }
  }

  private final class AroundFeeds implements Feed.Surroundings {
    @Override
    public void awaitUp() throws InterruptedException {
      calls.awaitUp();
    }

    @Override
    public boolean pause(Duration duration) {
      return calls.pause(duration);
    }

    @Override
    public RingLimits ringLimits() {
      return limits.ring();
    }

    @Override
    public long maxBytes() {
      return limits.bytes();
    }

    @Override
    public void watching(ResourceKey resource) {
      whenWatching.accept(resource);
    }

    @Override
    public void wake(List<Waiter> waiters) {
      wakers.wake(waiters);
    }

    @Override
    public Clock clock() {
      return clock;
    }
  }
}
