package dev.jetway.e2e.rig;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bytes of one direction that are under way: what is put in comes out in order, not before its
 * time.
 *
 * <p>One thread puts, one takes, any may close.
 */
final class DelayLine {
  private static final long CAPACITY = 64L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Chunk> chunks = new ArrayDeque<>(); // guarded by lock
  private long held; // bytes in chunks, guarded by lock
  private boolean closed; // guarded by lock

  /** Bytes, or none for the end of the stream, and when they may come out (nanoTime). */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Chunk(byte[] bytes, long due) {
    boolean isEnd() {
      return bytes.length == 0;
    }
  }

  /** Puts a chunk in; waits while too much is under way. A closed line swallows it. */
  void put(Chunk chunk) {
    lock.lock();
    try {
      while (held > CAPACITY && !closed) {
        changed.awaitUninterruptibly();
      }
      chunks.add(chunk);
      held += chunk.bytes().length;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next chunk and its time; empty once the line is closed. */
  Optional<Chunk> take() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Chunk next = chunks.peek();
        if (next == null) {
          changed.await();
          continue;
        }
        long wait = next.due() - System.nanoTime();
        if (wait <= 0) {
          chunks.remove();
          held -= next.bytes().length;
          changed.signalAll();
          return Optional.of(next);
        }
        long _ = changed.awaitNanos(wait);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
