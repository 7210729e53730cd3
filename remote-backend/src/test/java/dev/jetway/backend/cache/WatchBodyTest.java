package dev.jetway.backend.cache;

import static dev.jetway.backend.feed.Things.added;
import static dev.jetway.backend.feed.Things.entry;
import static dev.jetway.backend.feed.Things.timeline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.feed.Change;
import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.feed.Timeline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;

class WatchBodyTest {
  private static final JsonForm FORM = JsonForm.whole("example.org/v1", "Thing", "ThingList");
  private static final Selection ALL = new Selection("", "", LabelSelector.EVERYTHING);

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger ended = new AtomicInteger();

  @Test
  void theStateComesFirstThenABookmarkThenEvents() {
    Timeline timeline = timeline(9, 8, entry("a", "y", 2), entry("a", "x", 1));
    WatchBody body = fromState(timeline, true, 9);
    timeline.advance(List.of(added(entry("a", "z", 10))));
    assertThat(types(body)).containsExactly("ADDED x", "ADDED y", "BOOKMARK 9 end", "ADDED z");
    assertThat(body.read()).isNull();
  }

  @Test
  void aStateThatIsProvenNewerSkipsTheEventsUpToTheProof() {
    Timeline timeline = timeline(9, 8);
    WatchBody body = fromState(timeline, true, 20);
    timeline.advance(List.of(added(entry("a", "brief", 15)), added(entry("a", "after", 21))));
    assertThat(types(body)).containsExactly("BOOKMARK 20 end", "ADDED after");
  }

  @Test
  void severalEventsAreOneChunk() {
    Timeline timeline = timeline(1, 8);
    WatchBody body = from(timeline, 1);
    timeline.advance(List.of(added(entry("a", "x", 2)), added(entry("a", "y", 3))));
    Content.Chunk chunk = Objects.requireNonNull(body.read());
    assertThat(text(chunk).lines()).hasSize(2);
    assertThat(body.read()).isNull();
  }

  @Test
  void whoHasSeenAllIsWokenOnce() {
    Timeline timeline = timeline(1, 8);
    WatchBody body = from(timeline, 1);
    AtomicInteger woken = new AtomicInteger();
    assertThat(body.read()).isNull();
    body.demand(woken::incrementAndGet);
    assertThat(woken).hasValue(0);
    timeline.advance(List.of(added(entry("a", "x", 2)), added(entry("a", "y", 3))));
    timeline.advance(List.of(added(entry("a", "z", 4))));
    assertThat(woken).hasValue(1);
    assertThat(types(body)).containsExactly("ADDED x", "ADDED y", "ADDED z");
  }

  @Test
  void demandIsAnsweredAtOnceIfThereIsSomething() {
    Timeline timeline = timeline(1, 8);
    WatchBody body = from(timeline, 1);
    timeline.advance(List.of(added(entry("a", "x", 2))));
    AtomicInteger woken = new AtomicInteger();
    body.demand(woken::incrementAndGet);
    assertThat(woken).hasValue(1);
  }

  @Test
  void whoComesTooLateForTheRingEndsCleanly() {
    Timeline timeline = timeline(1, 4);
    WatchBody body = from(timeline, 1);
    for (int version = 2; version < 10; version++) {
      timeline.advance(List.of(added(entry("a", "n" + version, version))));
    }
    assertThat(body.read()).isEqualTo(Content.Chunk.EOF);
    assertThat(ended).hasValue(1);
  }

  @Test
  void whoWaitsIsNotLateBecauseOfEventsThatConcernOthers() {
    Timeline timeline = timeline(1, 4);
    Selection mine = new Selection("mine", "", LabelSelector.EVERYTHING);
    WatchBody body =
        new WatchBody(
            timeline,
            mine,
            FORM,
            new WatchStart(List.of(), false, 1, 0),
            times(3600, false),
            ended::incrementAndGet);
    assertThat(body.read()).isNull();
    body.demand(() -> {});
    for (int version = 2; version < 50; version++) {
      timeline.advance(List.of(added(entry("other", "n" + version, version))));
    }
    timeline.advance(List.of(added(entry("mine", "x", 60))));
    assertThat(types(body)).containsExactly("ADDED x");
  }

  @Test
  void theEndOfTheTimelineIsToldAfterAllEvents() {
    Timeline timeline = timeline(1, 8);
    WatchBody body = from(timeline, 1);
    timeline.advance(List.of(added(entry("a", "x", 2))));
    timeline.end(
        Optional.of(
            "{\"type\":\"ERROR\",\"object\":{\"code\":410}}\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(types(body)).containsExactly("ADDED x", "ERROR");
    assertThat(body.read()).isEqualTo(Content.Chunk.EOF);
    assertThat(ended).hasValue(1);
  }

  @Test
  void aTimelineThatEndsCleanlyEndsTheWatchCleanly() {
    Timeline timeline = timeline(1, 8);
    WatchBody body = from(timeline, 1);
    AtomicInteger woken = new AtomicInteger();
    assertThat(body.read()).isNull();
    body.demand(woken::incrementAndGet);
    timeline.end(Optional.empty());
    assertThat(woken).hasValue(1);
    assertThat(body.read()).isEqualTo(Content.Chunk.EOF);
  }

  @Test
  void itEndsWhenItsTimeIsUp() {
    Timeline timeline = timeline(1, 8);
    WatchBody body = from(timeline, 1);
    assertThat(body.read()).isNull();
    AtomicInteger woken = new AtomicInteger();
    body.demand(woken::incrementAndGet);
    pass(3600);
    timeline.wakeDue(now.get());
    assertThat(woken).hasValue(1);
    assertThat(body.read()).isEqualTo(Content.Chunk.EOF);
    assertThat(ended).hasValue(1);
  }

  @Test
  void bookmarksHaveTheVersionThatIsReached() {
    Timeline timeline = timeline(1, 8);
    WatchBody body = withBookmarks(timeline, 1);
    timeline.advance(List.of(new Change.Progress(70)));
    assertThat(body.read()).isNull();
    pass(60);
    assertThat(types(body)).containsExactly("BOOKMARK 70");
    pass(60);
    timeline.advance(List.of(added(entry("a", "x", 80))));
    assertThat(types(body)).as("events first").containsExactly("ADDED x", "BOOKMARK 80");
  }

  @Test
  void aWatchThatIsAheadGetsNoBookmarkOfThePast() {
    Timeline timeline = timeline(10, 8);
    WatchBody body = withBookmarks(timeline, 50);
    pass(60);
    assertThat(body.read()).isNull();
    timeline.advance(List.of(added(entry("a", "old", 40)), added(entry("a", "new", 51))));
    assertThat(types(body)).containsExactly("ADDED new");
    pass(60);
    assertThat(types(body)).containsExactly("BOOKMARK 51");
  }

  @Test
  void whoIsCancelledWhileItWaitsFails() {
    Timeline timeline = timeline(1, 8);
    WatchBody body = from(timeline, 1);
    assertThat(body.read()).isNull();
    AtomicInteger woken = new AtomicInteger();
    body.demand(woken::incrementAndGet);
    body.fail(new IllegalStateException("gone"));
    body.fail(new IllegalStateException("gone again"));
    assertThat(woken).hasValue(1);
    assertThat(Content.Chunk.isFailure(body.read(), true)).isTrue();
    assertThat(ended).hasValue(1);
    timeline.advance(List.of(added(entry("a", "x", 2))));
    assertThat(woken).hasValue(1);
  }

  @Test
  void aLargeStateComesInPieces() {
    Entry[] entries = new Entry[2000];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entry("a", "n" + (10_000 + i), 1);
    }
    WatchBody body = fromState(timeline(9, 8, entries), true, 9);
    Content.Chunk first = Objects.requireNonNull(body.read());
    assertThat(first.remaining()).isLessThan(100_000);
    int lines = (int) text(first).lines().count();
    lines += types(body).size();
    assertThat(lines).isEqualTo(entries.length + 1);
  }

  private WatchBody from(Timeline timeline, long version) {
    return body(timeline, new WatchStart(List.of(), false, version, 0), false);
  }

  private WatchBody withBookmarks(Timeline timeline, long version) {
    return body(timeline, new WatchStart(List.of(), false, version, 0), true);
  }

  private WatchBody fromState(Timeline timeline, boolean end, long version) {
    Timeline.State state = timeline.state();
    return body(timeline, new WatchStart(state.entries(), end, version, state.position()), true);
  }

  private WatchBody body(Timeline timeline, WatchStart start, boolean bookmarks) {
    return new WatchBody(
        timeline, ALL, FORM, start, times(3600, bookmarks), ended::incrementAndGet);
  }

  private WatchTimes times(long seconds, boolean bookmarks) {
    return new WatchTimes(Duration.ofSeconds(seconds), bookmarks, now::get);
  }

  private void pass(long seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private static List<String> types(WatchBody body) {
    return WatchLines.read(body);
  }

  private static String text(Content.Chunk chunk) {
    return StandardCharsets.UTF_8.decode(chunk.getByteBuffer()).toString();
  }
}
