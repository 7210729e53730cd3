package dev.jetway.backend.cache;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * When a watch ends, and when it sends bookmarks: as kube-apiserver's do, about once a minute, and
 * two seconds before the end. Used by one thread at a time.
 */
final class WatchTimes {
  private static final Duration SHORTEST = Duration.ofMinutes(30);
  private static final Duration BEFORE_END = Duration.ofSeconds(2);
  private static final Duration BOOKMARK = Duration.ofSeconds(60);

  private final LongSupplier nanoTime;
  private final long end;
  private final boolean bookmarks;
  private long nextBookmark;
  private boolean moreBookmarks;

  /**
   * A watch that begins now.
   *
   * @param bookmarks whether any are sent
   * @param nanoTime the clock
   */
  WatchTimes(Duration timeout, boolean bookmarks, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.bookmarks = bookmarks;
    this.end = nanoTime.getAsLong() + timeout.toNanos();
    bookmarkSent();
  }

  /** How long a watch lasts that does not say: 30 to 60 minutes. */
  static Duration unspecified(RandomGenerator random) {
    return SHORTEST.plusMillis(random.nextLong(SHORTEST.toMillis()));
  }

  boolean isOver() {
    return end - nanoTime.getAsLong() <= 0;
  }

  boolean isBookmarkDue() {
    return moreBookmarks && nextBookmark - nanoTime.getAsLong() <= 0;
  }

  /** The next one is due in a minute, or before the end, or never. */
  void bookmarkSent() {
    long now = nanoTime.getAsLong();
    long last = end - BEFORE_END.toNanos();
    long next = now + BOOKMARK.toNanos();
    nextBookmark = last - next < 0 ? last : next;
    moreBookmarks = bookmarks && last - now > 0;
  }

  /** When the next of all this is due. */
  long due() {
    return moreBookmarks && nextBookmark - end < 0 ? nextBookmark : end;
  }
}
