package dev.jetway.backend.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchTimesTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // the clock may wrap

  @Test
  void bookmarksComeEachMinuteAndTwoSecondsBeforeTheEnd() {
    WatchTimes times = new WatchTimes(Duration.ofSeconds(100), true, now::get);
    assertThat(times.isBookmarkDue()).isFalse();
    pass(59);
    assertThat(times.isBookmarkDue()).isFalse();
    pass(1);
    assertThat(times.isBookmarkDue()).isTrue();
    times.bookmarkSent();
    assertThat(times.isBookmarkDue()).isFalse();
    pass(37);
    assertThat(times.isBookmarkDue()).isFalse();
    pass(1);
    assertThat(times.isBookmarkDue()).isTrue();
    times.bookmarkSent();
    assertThat(times.isBookmarkDue()).isFalse();
    assertThat(times.isOver()).isFalse();
    pass(2);
    assertThat(times.isBookmarkDue()).isFalse();
    assertThat(times.isOver()).isTrue();
  }

  @Test
  void nextToTheEndThereAreNone() {
    WatchTimes times = new WatchTimes(Duration.ofSeconds(2), true, now::get);
    pass(1);
    assertThat(times.isBookmarkDue()).isFalse();
    assertThat(times.due() - now.get()).isEqualTo(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void whoDoesNotWantBookmarksGetsNone() {
    WatchTimes times = new WatchTimes(Duration.ofHours(1), false, now::get);
    pass(600);
    assertThat(times.isBookmarkDue()).isFalse();
    assertThat(times.due() - now.get()).isEqualTo(Duration.ofMinutes(50).toNanos());
  }

  @Test
  void withoutATimeItIsHalfAnHourToAnHour() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      assertThat(WatchTimes.unspecified(random))
          .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(60));
    }
  }

  private void pass(long seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
