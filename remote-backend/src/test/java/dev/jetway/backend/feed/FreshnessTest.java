package dev.jetway.backend.feed;

import static dev.jetway.backend.feed.Things.added;
import static dev.jetway.backend.feed.Things.entry;
import static dev.jetway.backend.feed.Things.timeline;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FreshnessTest {
  private final Provider provider = new Provider();
  private final Timeline timeline = timeline(10, 16, entry("a", "x", 4));
  private final Freshness freshness =
      new Freshness("things", provider, () -> Optional.of(new Feed.Known(timeline, "ThingList")));

  @Test
  void aStateWithAllObjectsInTheirVersionsIsProven() {
    provider.answer = new Upstream.Versions(Map.of("a/x", 4L), 50, true);
    assertThat(freshness.prove().orElseThrow().resourceVersion()).isEqualTo(50);
    assertThat(timeline.resourceVersion()).as("which tells nothing to others").isEqualTo(10);
  }

  @Test
  void aChangeThatIsStillUnderWayIsWaitedFor() {
    provider.answer = new Upstream.Versions(Map.of("a/x", 4L, "a/y", 45L), 50, true);
    provider.afterLook = () -> timeline.advance(List.of(added(entry("a", "y", 45))));
    assertThat(freshness.prove()).isPresent();
    assertThat(timeline.size()).isEqualTo(2);
  }

  @Test
  void withoutTheChangeThereIsNoProof() {
    provider.answer = new Upstream.Versions(Map.of("a/x", 4L, "a/y", 45L), 50, true);
    provider.afterLook = () -> timeline.end(Optional.empty());
    assertThat(freshness.prove()).isEmpty();
  }

  @Test
  void ofManyObjectsTheLastChangeIsWaitedFor() {
    provider.answer = new Upstream.Versions(Map.of("a/x", 4L), 50, false);
    provider.lastChange = 45;
    provider.afterLook = () -> timeline.advance(List.of(added(entry("a", "y", 45))));
    assertThat(freshness.prove()).isPresent();
    assertThat(provider.asked).containsExactly("versions 500", "lastChange 45 50");
  }

  @Test
  void aProviderThatDoesNotAnswerProvesNothing() {
    provider.broken = true;
    assertThat(freshness.prove()).isEmpty();
    assertThat(freshness.hasReached(5)).isFalse();
  }

  @Test
  void aVersionIsReachedOnceTheProviderHadIt() {
    provider.answer = new Upstream.Versions(Map.of(), 50, false);
    assertThat(freshness.hasReached(50)).isTrue();
    assertThat(freshness.hasReached(49)).isTrue();
    assertThat(provider.asked).as("it is remembered").containsExactly("versions 1");
    assertThat(freshness.hasReached(51)).isFalse();
  }

  @Test
  void manyWhoAskAtOnceShareAProofThatBeganAfterTheyAsked() throws Exception {
    provider.answer = new Upstream.Versions(Map.of("a/x", 4L), 50, true);
    Semaphore inLook = new Semaphore(0);
    CountDownLatch goOn = new CountDownLatch(1);
    provider.afterLook =
        () -> {
          inLook.release();
          awaitQuietly(goOn);
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Optional<Freshness.Proof>> prove = freshness::prove;
      Future<Optional<Freshness.Proof>> first = threads.submit(prove);
      inLook.acquire();
      AtomicInteger begun = new AtomicInteger();
      List<Future<Optional<Freshness.Proof>>> later = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        later.add(
            threads.submit(() -> {
              begun.incrementAndGet();
              return freshness.prove();
            }));
      }
      while (begun.get() < 50) {
        Thread.onSpinWait();
      }
      goOn.countDown();
      assertThat(first.get()).isPresent();
      for (Future<Optional<Freshness.Proof>> each : later) {
        assertThat(each.get()).isPresent();
      }
    }
    assertThat(provider.asked.size()).isBetween(2, 10);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Provider implements Upstream {
    private final List<String> asked = new ArrayList<>();
    private Versions answer = new Versions(Map.of(), 0, true);
    private Runnable afterLook = () -> {};
    private long lastChange;
    private boolean broken;

    @Override
    public synchronized Versions versions(int limit) throws IOException {
      asked.add("versions " + limit);
      if (broken) {
        throw new IOException("broken");
      }
      afterLook.run();
      return answer;
    }

    @Override
    public long lastChange(long resourceVersion, long wanted) {
      asked.add("lastChange " + resourceVersion + " " + wanted);
      return lastChange;
    }

    @Override
    public Listed list(Consumer<Entry> objects) {
      throw new AssertionError("nobody lists");
    }

    @Override
    public void watch(long resourceVersion, Consumer<List<Change>> listener) {
      throw new AssertionError("nobody watches");
    }

    @Override
    public void endWatch() {}
  }
}
