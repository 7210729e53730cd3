package dev.jetway.backend.feed;

import static dev.jetway.backend.feed.Things.added;
import static dev.jetway.backend.feed.Things.contents;
import static dev.jetway.backend.feed.Things.deleted;
import static dev.jetway.backend.feed.Things.entry;
import static dev.jetway.backend.feed.Things.modified;
import static dev.jetway.backend.feed.Things.timeline;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTest {
  @Test
  void objectsAreInTheOrderOfKubernetesKeys() {
    Timeline timeline =
        timeline(5, 8, entry("b", "x", 1), entry("a", "z", 2), entry("a-b", "y", 3));
    assertThat(contents(timeline)).containsExactly("a-b/y@3", "a/z@2", "b/x@1");
  }

  @Test
  void changesAreAppliedInOrderAndNothingTwice() {
    Timeline timeline = timeline(5, 8, entry("a", "x", 4));
    timeline.advance(
        List.of(
            modified(entry("a", "x", 6)),
            modified(entry("a", "x", 6)),
            added(entry("a", "old", 5)),
            added(entry("a", "y", 7))));
    assertThat(contents(timeline)).containsExactly("a/x@6", "a/y@7");
    assertThat(timeline.next()).isEqualTo(2);
    assertThat(timeline.at(0).orElseThrow().previous().orElseThrow().resourceVersion())
        .isEqualTo(4);

    timeline.advance(List.of(deleted(entry("a", "x", 8)), new Change.Progress(20)));
    assertThat(contents(timeline)).containsExactly("a/y@7");
    assertThat(timeline.resourceVersion()).isEqualTo(20);
    assertThat(timeline.size()).isOne();
  }

  @Test
  void aStateDoesNotChangeAfterwards() {
    Timeline timeline = timeline(5, 8, entry("a", "x", 4));
    Timeline.State before = timeline.state();
    timeline.advance(List.of(deleted(entry("a", "x", 6))));
    assertThat(before.entries()).hasSize(1);
    assertThat(before.resourceVersion()).isEqualTo(5);
    assertThat(before.position()).isZero();
    assertThat(timeline.state().entries()).isEmpty();
  }

  @Test
  void watchesCanBeginWhereTheRingStillReaches() {
    Timeline timeline = timeline(5, 3);
    assertThat(timeline.after(4)).isEmpty();
    assertThat(timeline.after(5)).hasValue(0);
    assertThat(timeline.after(99)).hasValue(0);
    for (int version = 6; version < 12; version++) {
      timeline.advance(List.of(added(entry("a", "n" + version, version))));
    }
    assertThat(timeline.after(7)).isEmpty();
    assertThat(timeline.after(8)).hasValue(3);
    assertThat(timeline.after(9)).hasValue(4);
    assertThat(timeline.after(11)).hasValue(6);
    assertThat(timeline.at(2)).isEmpty();
    assertThat(timeline.at(3).orElseThrow().resourceVersion()).isEqualTo(9);
  }

  @Test
  void theRingHasALimitOfMemoryToo() {
    Timeline timeline = new Timeline(List.of(), 1, new Timeline.RingLimits(1000, 10_000), _ -> {});
    for (int version = 2; version < 200; version++) {
      timeline.advance(List.of(added(entry("a", "same", version))));
    }
    assertThat(timeline.memory()).isLessThan(12_000);
    assertThat(timeline.after(2)).isEmpty();
    assertThat(timeline.after(198)).hasValue(197);
    timeline.advance(List.of(deleted(entry("a", "same", 200))));
    assertThat(timeline.size()).isZero();
  }

  @Test
  void memoryIsThatOfTheObjectsAndTheRing() {
    Timeline timeline = timeline(1, 4);
    assertThat(timeline.memory()).isZero();
    Entry first = entry("a", "x", 2);
    timeline.advance(List.of(added(first)));
    assertThat(timeline.memory()).isGreaterThan(2 * first.memory());
    for (int version = 3; version < 40; version++) {
      timeline.advance(List.of(modified(entry("a", "x", version))));
    }
    long full = timeline.memory();
    timeline.advance(List.of(modified(entry("a", "x", 50))));
    assertThat(timeline.memory()).isEqualTo(full);
  }

  @Test
  void onlyThoseWhoWantAnEventAreWoken() {
    Timeline timeline = timeline(1, 8);
    Sleeper wanting = new Sleeper("x");
    Sleeper other = new Sleeper("y");
    assertThat(timeline.park(wanting, 0)).isTrue();
    assertThat(timeline.park(other, 0)).isTrue();

    timeline.advance(List.of(added(entry("a", "x", 2))));
    assertThat(wanting.woken).isOne();
    assertThat(other.woken).isZero();
    assertThat(other.position).isOne();

    assertThat(timeline.park(wanting, 0)).as("it has not seen the event").isFalse();
    assertThat(timeline.unpark(other)).isTrue();
    assertThat(timeline.unpark(other)).isFalse();
    timeline.advance(List.of(added(entry("a", "y", 3))));
    assertThat(other.woken).isZero();
  }

  @Test
  void whoWaitsIsWokenWhenItsTimeHasComeAndAtTheEnd() {
    Timeline timeline = timeline(1, 8);
    Sleeper sleeper = new Sleeper("x");
    sleeper.due = 100;
    timeline.park(sleeper, 0);
    timeline.wakeDue(99);
    assertThat(sleeper.woken).isZero();
    timeline.wakeDue(100);
    assertThat(sleeper.woken).isOne();

    timeline.park(sleeper, 0);
    timeline.end(Optional.of(new byte[] {1}));
    assertThat(sleeper.woken).isEqualTo(2);
    assertThat(timeline.isEnded()).isTrue();
    assertThat(timeline.park(sleeper, 0)).isFalse();
  }

  @Test
  void aStateIsAtLeastAsNewIfItHasEverythingInThatVersionOrANewerOne() {
    Timeline timeline = timeline(10, 8, entry("a", "x", 4), entry("a", "y", 6));
    assertThat(timeline.isAtLeast(Map.of("a/x", 99L), 10)).as("its own version is as new").isTrue();
    assertThat(timeline.isAtLeast(Map.of("a/x", 4L, "a/y", 6L), 20)).isTrue();
    assertThat(timeline.isAtLeast(Map.of("a/x", 4L, "a/y", 15L), 20)).as("a change").isFalse();
    assertThat(timeline.isAtLeast(Map.of("a/x", 4L), 20)).as("a deletion").isFalse();
    assertThat(timeline.isAtLeast(Map.of("a/x", 4L, "a/y", 6L, "a/z", 15L), 20))
        .as("a new object")
        .isFalse();

    timeline.advance(List.of(added(entry("a", "z", 15)), added(entry("a", "later", 25))));
    assertThat(timeline.isAtLeast(Map.of("a/x", 4L, "a/y", 6L, "a/z", 15L), 20)).isTrue();
  }

  @Test
  void whoWaitsForAConditionSeesItComeTrue() throws Exception {
    Timeline timeline = timeline(1, 8);
    assertThat(timeline.await(() -> timeline.resourceVersion() >= 2, 1_000_000)).isFalse();
    Thread feed = Thread.ofVirtual().start(() -> timeline.advance(List.of(new Change.Progress(2))));
    assertThat(timeline.await(() -> timeline.resourceVersion() >= 2, 60_000_000_000L)).isTrue();
    feed.join();
    timeline.end(Optional.empty());
    assertThat(timeline.await(() -> true, 60_000_000_000L)).as("it has ended").isFalse();
  }

  private static final class Sleeper implements Waiter {
    private final String name;
    private int woken;
    private long position;
    private long due = Long.MAX_VALUE / 2;

    Sleeper(String name) {
      this.name = name;
    }

    @Override
    public boolean wants(Event event) {
      return event.entry().isNamed(name);
    }

    @Override
    public void passed(long passed) {
      position = passed;
    }

    @Override
    public long due() {
      return due;
    }

    @Override
    public void wake() {
      woken++;
    }
  }
}
