package dev.jetway.backend.feed;

import static dev.jetway.backend.feed.Things.added;
import static dev.jetway.backend.feed.Things.contents;
import static dev.jetway.backend.feed.Things.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FeedTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Provider provider = new Provider();
  private final World world = new World();
  private final Feed feed = new Feed(new ResourceKey("g", "v1", "things"), provider, world);

  @AfterEach
  void close() {
    feed.close();
  }

  @Test
  void listsAndThenFollowsFromTheListsVersion() throws Exception {
    provider.lists.add(objects -> objects.accept(entry("a", "x", 3)));
    feed.start();
    Feed.Known known = feed.awaitKnown(SOON).orElseThrow();
    assertThat(known.listKind()).isEqualTo("ThingList");
    assertThat(provider.nextWatch()).isEqualTo(10);

    provider.tell(List.of(added(entry("a", "y", 12))));
    assertThat(known.timeline().await(() -> known.timeline().size() == 2, nanos())).isTrue();
    assertThat(feed.isWatching()).isTrue();
    assertThat(contents(known.timeline())).containsExactly("a/x@3", "a/y@12");
  }

  @Test
  void goesOnFromTheLastVersionAfterABreak() throws Exception {
    provider.lists.add(_ -> {});
    feed.start();
    Feed.Known known = feed.awaitKnown(SOON).orElseThrow();
    assertThat(provider.nextWatch()).isEqualTo(10);
    provider.tell(List.of(added(entry("a", "y", 12))));
    provider.breakOff(new IOException("gone"));
    assertThat(provider.nextWatch()).isEqualTo(12);
    provider.tell(List.of(new Change.Progress(30)));
    provider.breakOff(new IOException("gone"));
    assertThat(provider.nextWatch()).isEqualTo(30);
    assertThat(feed.known().orElseThrow()).isSameAs(known);
  }

  @Test
  void listsAgainWhenTheProviderSaysThatChangesAreLost() throws Exception {
    provider.lists.add(objects -> objects.accept(entry("a", "x", 3)));
    provider.lists.add(objects -> objects.accept(entry("a", "z", 40)));
    feed.start();
    Timeline old = feed.awaitKnown(SOON).orElseThrow().timeline();
    provider.nextWatch();
    provider.breakOff(
        new WatchExpiredException(Status.of(410, "Expired", "too old resource version: 10 (39)")));
    assertThat(provider.nextWatch()).isEqualTo(10);

    assertThat(old.isEnded()).isTrue();
    assertThat(new String(old.lastLine().orElseThrow(), StandardCharsets.UTF_8))
        .startsWith("{\"type\":\"ERROR\",\"object\":{")
        .contains("\"code\":410", "\"reason\":\"Expired\"", "too old resource version: 10 (39)")
        .endsWith("}\n");
    Timeline fresh = feed.known().orElseThrow().timeline();
    assertThat(fresh.isEnded()).isFalse();
    assertThat(contents(fresh)).containsExactly("a/z@40");
  }

  @Test
  void keepsWhatIsKnownWhileANewListFails() throws Exception {
    provider.lists.add(objects -> objects.accept(entry("a", "x", 3)));
    provider.lists.add(_ -> {
      throw new java.io.UncheckedIOException(new IOException("not now"));
    });
    provider.lists.add(objects -> objects.accept(entry("a", "z", 40)));
    feed.start();
    Timeline old = feed.awaitKnown(SOON).orElseThrow().timeline();
    provider.nextWatch();
    WatchExpiredException expired = new WatchExpiredException(Status.of(410, "Expired", "old"));
    provider.breakOff(expired);
    assertThat(provider.nextWatch()).as("it asks once more before it lists").isEqualTo(10);
    assertThat(old.isEnded()).isFalse();
    provider.breakOff(expired);
    provider.nextWatch();
    assertThat(old.isEnded()).isTrue();
  }

  @Test
  void forgetsWhatItMayNotReadAnyMore() throws Exception {
    provider.lists.add(_ -> {});
    feed.start();
    Timeline timeline = feed.awaitKnown(SOON).orElseThrow().timeline();
    provider.nextWatch();
    provider.breakOff(new StatusException(Status.of(403, "no")));
    assertThat(world.nextPause()).isGreaterThan(Duration.ofSeconds(10));
    assertThat(feed.known()).isEmpty();
    assertThat(timeline.isEnded()).isTrue();
    assertThat(timeline.lastLine()).isEmpty();
  }

  @Test
  void doesNotKeepMoreThanThereIsRoomFor() throws Exception {
    provider.lists.add(objects -> {
      for (int i = 0; i < 1000; i++) {
        objects.accept(entry("a", "x" + i, 3));
      }
    });
    feed.start();
    assertThat(world.nextPause()).isGreaterThan(Duration.ofMinutes(5));
    assertThat(feed.known()).isEmpty();
  }

  @Test
  void endsWatchersCleanlyWhenItIsClosed() {
    provider.lists.add(_ -> {});
    feed.start();
    Timeline timeline = feed.awaitKnown(SOON).orElseThrow().timeline();
    feed.close();
    assertThat(timeline.isEnded()).isTrue();
    assertThat(timeline.lastLine()).isEmpty();
    assertThat(feed.known()).isEmpty();
  }

  private static long nanos() {
    return SOON.toNanos();
  }

  /** A provider whose answers the test gives. */
  private static final class Provider implements Upstream {
    private final BlockingQueue<Consumer<Consumer<Entry>>> lists = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> watches = new LinkedBlockingQueue<>();
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

    void tell(List<Change> changes) {
      told.add(changes);
    }

    void breakOff(Exception cause) {
      told.add(cause);
    }

    long nextWatch() throws InterruptedException {
      Long version = watches.poll(20, TimeUnit.SECONDS);
      assertThat(version).as("a watch").isNotNull();
      return version;
    }

    @Override
    public Listed list(Consumer<Entry> objects) throws IOException {
      try {
        lists.take().accept(objects);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return new Listed(10, "ThingList");
    }

    @Override
    @SuppressWarnings("unchecked") // only lists of changes and exceptions are put in
    public void watch(long resourceVersion, Consumer<List<Change>> listener) throws IOException {
      watches.add(resourceVersion);
      try {
        while (true) {
          Object next = told.take();
          if (next instanceof IOException broken) {
            throw broken;
          } else if (next instanceof RuntimeException refused) {
            throw refused;
          }
          listener.accept((List<Change>) next);
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public long lastChange(long resourceVersion, long wanted) {
      return resourceVersion;
    }

    @Override
    public Versions versions(int limit) {
      return new Versions(Map.of(), 10, true);
    }

    @Override
    public void endWatch() {
      told.add(new IOException("ended"));
    }
  }

  private static final class World implements Feed.Surroundings {
    private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();

    Duration nextPause() throws InterruptedException {
      Duration pause = pauses.poll(20, TimeUnit.SECONDS);
      assertThat(pause).as("a pause").isNotNull();
      return pause;
    }

    @Override
    public void awaitUp() {}

    @Override
    public boolean pause(Duration duration) {
      pauses.add(duration);
      return true;
    }

    @Override
    public Timeline.RingLimits ringLimits() {
      return new Timeline.RingLimits(16, 1 << 20);
    }

    @Override
    public long maxBytes() {
      return 100_000;
    }

    @Override
    public void watching(ResourceKey resource) {}

    @Override
    public void wake(List<Waiter> waiters) {
      waiters.forEach(Waiter::wake);
    }

    @Override
    public Clock clock() {
      return Clock.systemUTC();
    }
  }
}
