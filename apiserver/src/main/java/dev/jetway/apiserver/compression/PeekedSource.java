package dev.jetway.apiserver.compression;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * A body of which the beginning may be looked at before it is read.
 *
 * <p>One reader; {@link #drop} and {@link #fail} may be called by any thread. The lock guards the
 * beginning; nothing blocks while it is held.
 */
final class PeekedSource implements DroppableSource {
  private final Content.Source body;
  private final Object lock = new Object();
  private final Deque<Content.Chunk> beginning = new ArrayDeque<>();
  private Content.@Nullable Chunk failure;

  PeekedSource(Content.Source body) {
    this.body = body;
  }

  /**
   * Whether there are more bytes than this; blocks until that is known. At most one chunk more than
   * that is held.
   *
   * @throws IOException if the body breaks before, or the thread is interrupted
   */
  boolean isLargerThan(int size) throws IOException {
    Semaphore available = new Semaphore(0);
    long seen = 0;
    while (seen <= size) {
      Content.Chunk chunk = body.read();
      if (chunk == null) {
        body.demand(available::release);
        await(available);
      } else if (Content.Chunk.isFailure(chunk)) {
        Throwable cause = chunk.getFailure();
        throw cause instanceof IOException io ? io : new IOException(cause);
      } else {
        seen += chunk.remaining();
        synchronized (lock) {
          beginning.add(chunk);
        }
        if (chunk.isLast()) {
          break;
        }
      }
    }
    return seen > size;
  }

  @Override
  public Content.@Nullable Chunk read() {
    synchronized (lock) {
      Content.Chunk next = failure != null ? failure : beginning.poll();
      if (next != null) {
        return next;
      }
    }
    return body.read();
  }

  @Override
  public void demand(Runnable demandCallback) {
    boolean ready;
    synchronized (lock) {
      ready = failure != null || !beginning.isEmpty();
    }
    if (ready) {
      demandCallback.run();
    } else {
      body.demand(demandCallback);
    }
  }

  @Override
  public void fail(Throwable cause) {
    drop(cause);
    body.fail(cause);
  }

  @Override
  public void drop(Throwable cause) {
    synchronized (lock) {
      if (failure == null && !beginning.isEmpty()) {
        failure = Content.Chunk.from(cause, true);
      }
      beginning.forEach(Content.Chunk::release);
      beginning.clear();
    }
  }

  private static void await(Semaphore available) throws InterruptedIOException {
    try {
      available.acquire();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the answer");
    }
  }
}
