package dev.jetway.kube.http2;

/**
 * The receiving side of one stream: how much of it lies unread, and how large its window should be.
 * Guarded by the lock of its {@link AdaptiveFlowControl}.
 *
 * <p>A window's worth of bytes read is a round. If the reader had caught up with the sender during
 * the round, and the round was short, the window is what held the sender back: it doubles. If the
 * reader never caught up, the window only made a longer queue: it halves.
 */
final class StreamCredit {
  /** A sender that fills its window less often than this is not held back by it. */
  private static final long SHORT_ROUND_NANOS = 1_000_000_000L;

  private final int smallest;
  private final int largest;
  private int target;
  private long unread;
  private long readInRound;
  private long roundBegan;
  private boolean caughtUp;
  private long lastRead;

  StreamCredit(int initial, int largest, long now) {
    this.smallest = initial;
    this.largest = Math.max(initial, largest);
    this.target = initial;
    this.roundBegan = now;
    this.lastRead = now;
  }

  void received(int length, long now) {
    if (unread == 0) {
      lastRead = now; // nothing to read until now
    }
    unread += length;
  }

  /**
   * Bytes were read.
   *
   * @param mayGrow false while memory is short
   */
  void read(int length, long now, boolean mayGrow) {
    unread -= length;
    readInRound += length;
    caughtUp |= unread <= 0;
    lastRead = now;
    if (readInRound < target) {
      return;
    }
    if (!caughtUp) {
      target = Math.max(smallest, target / 2);
    } else if (mayGrow && now - roundBegan <= SHORT_ROUND_NANOS) {
      target = (int) Math.min(largest, 2L * target);
    }
    readInRound = 0;
    roundBegan = now;
    caughtUp = false;
  }

  /**
   * What the sender may be granted now, 0 if it is too little to be worth a frame.
   *
   * @param window what it was granted and has not used
   */
  int grant(int window) {
    long grant = target - unread - window;
    return grant >= target / 4 ? (int) grant : 0;
  }

  int target() {
    return target;
  }

  long unread() {
    return unread;
  }

  /** For how long the reader has left bytes lying. */
  long unreadFor(long now) {
    return unread > 0 ? now - lastRead : 0;
  }
}
