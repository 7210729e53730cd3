package dev.jetway.kube.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * An end point between HTTP/2 and TLS that gathers small writes while {@link WriteTurns} run.
 *
 * <pre>
 *          write, gathering ─► copied, and soon done ──full, or the turns end─┐
 *   idle ─────────────────────────────────────────────────────────────────────┴► writing ─► idle
 *          write, otherwise ─► after what was gathered ───────────────────────┘
 * </pre>
 *
 * <p>Jetty gathers frames itself when many are queued, but at a cost that grows with the square of
 * their number: measured with 1,000 watches, it was more than half of what an event costs. So a few
 * are left to it at a time, and many of these go into one write.
 *
 * <p>What was copied counts as written, as if it were in the socket's buffer: if it cannot be sent
 * later, the connection is closed. Thread-safe; {@code lock} is not held during calls. As with any
 * end point, one write at a time.
 */
public final class GatheringEndPoint extends DelegatingEndPoint {
  /** Four TLS records. */
  static final int CAPACITY = 64 * 1024;

  private final ByteBufferPool pool;
  private final ReentrantLock lock = new ReentrantLock();
  private final WriteTurns turns = new WriteTurns(this);
  private boolean gathering;
  private @Nullable RetainableByteBuffer gathered; // in fill mode
  private boolean writing;
  private @Nullable Write sending; // what the present write has beside what was gathered
  private @Nullable Callback copied;
  private @Nullable Write waiting;
  private @Nullable Throwable failure;

  private record Write(Callback callback, List<ByteBuffer> buffers) {}

  /** An end point in front of another, with buffers from a pool. */
  public GatheringEndPoint(EndPoint to, ByteBufferPool pool) {
    super(to);
    this.pool = pool;
  }

  @Override
  public void write(Callback callback, ByteBuffer... buffers) {
    Throwable broken;
    boolean mine = false;
    lock.lock();
    try {
      broken = failure;
      if (broken == null) {
        if (copied != null || waiting != null) {
          throw new WritePendingException();
        }
        if (gathering && copy(buffers)) {
          copied = callback;
        } else if (writing) {
          waiting = new Write(callback, List.of(buffers));
        } else {
          writing = true;
          mine = true;
        }
      }
    } finally {
      lock.unlock();
    }
    if (broken != null) {
      callback.failed(broken);
    } else if (mine) {
      new Sending(new Write(callback, List.of(buffers))).start();
    }
  }

  /** Who writes to the streams of this connection together. */
  WriteTurns turns() {
    return turns;
  }

  /** From now on small writes are gathered. */
  void gather() {
    lock.lock();
    try {
      gathering = true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether small writes are gathered now. */
  boolean isGathering() {
    lock.lock();
    try {
      return gathering;
    } finally {
      lock.unlock();
    }
  }

  /** Says of what was copied that it is written; false if nothing was. */
  boolean written() {
    Callback callback;
    lock.lock();
    try {
      callback = copied;
      copied = null;
    } finally {
      lock.unlock();
    }
    if (callback != null) {
      callback.succeeded();
    }
    return callback != null;
  }

  /** Whether no more should be written until {@link WriteTurns#resume}. */
  boolean isFull() {
    lock.lock();
    try {
      return writing && (sending != null || waiting != null || length() > CAPACITY / 2);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gathers no more, and sends what was gathered, unless a write is under way, behind which it goes
   * by itself.
   */
  void send() {
    lock.lock();
    try {
      gathering = false;
    } finally {
      lock.unlock();
    }
    written();
    lock.lock();
    try {
      if (writing || gathered == null) {
        return;
      }
      writing = true;
    } finally {
      lock.unlock();
    }
    new Sending(null).start();
  }

  private int length() {
    return gathered == null ? 0 : gathered.getByteBuffer().position();
  }

  /** Copies all, or nothing. */
  private boolean copy(ByteBuffer[] buffers) {
    long length = BufferUtil.remaining(buffers);
    RetainableByteBuffer into = gathered;
    if (length > CAPACITY - length()) {
      return false;
    }
    if (into == null) {
      into = pool.acquire(CAPACITY, true);
      BufferUtil.clearToFill(into.getByteBuffer());
      gathered = into;
    }
    for (ByteBuffer buffer : buffers) {
      into.getByteBuffer().put(buffer);
    }
    return true;
  }

  /** One write to the end point behind: what was gathered, and after it what did not fit. */
  private final class Sending implements Callback {
    private final @Nullable Write write;
    private final @Nullable RetainableByteBuffer before;

    Sending(@Nullable Write write) {
      this.write = write;
      lock.lock();
      try {
        before = gathered;
        gathered = null;
        sending = write;
      } finally {
        lock.unlock();
      }
    }

    void start() {
      List<ByteBuffer> all = new ArrayList<>();
      if (before != null) {
        BufferUtil.flipToFlush(before.getByteBuffer(), 0);
        all.add(before.getByteBuffer());
      }
      if (write != null) {
        all.addAll(write.buffers());
      }
      unwrap().write(this, all.toArray(ByteBuffer[]::new));
    }

    @Override
    public void succeeded() {
      release();
      Write next;
      boolean more;
      lock.lock();
      try {
        sending = null;
        next = waiting;
        waiting = null;
        more = next != null || gathered != null;
        writing = more;
      } finally {
        lock.unlock();
      }
      if (more) {
        new Sending(next).start();
      }
      if (write != null) {
        write.callback().succeeded();
      }
      turns.resume();
    }

    @Override
    public void failed(Throwable cause) {
      release();
      Write next;
      Callback held;
      RetainableByteBuffer lost;
      lock.lock();
      try {
        failure = cause;
        sending = null;
        held = copied;
        copied = null;
        next = waiting;
        waiting = null;
        lost = gathered;
        gathered = null;
        writing = false;
      } finally {
        lock.unlock();
      }
      if (lost != null) {
        lost.release();
      }
      if (write != null) {
        write.callback().failed(cause);
      } else {
        unwrap().close(cause); // nobody else hears that what counts as written was not
      }
      if (held != null) {
        held.failed(cause);
      }
      if (next != null) {
        next.callback().failed(cause);
      }
      turns.resume();
    }

    @Override
    public InvocationType getInvocationType() {
      return write == null ? InvocationType.NON_BLOCKING : write.callback().getInvocationType();
    }

    private void release() {
      if (before != null) {
        before.release();
      }
    }
  }

  @Override
  public boolean flush(ByteBuffer... buffers) throws IOException {
    lock.lock();
    try {
      if (writing || gathered != null) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    return unwrap().flush(buffers);
  }

  @Override
  public void shutdownOutput() {
    send();
    unwrap().shutdownOutput();
  }

  @Override
  public void close(@Nullable Throwable cause) {
    send();
    unwrap().close(cause);
  }

  @Override
  public String toString() {
    return "gathering " + unwrap();
  }
}
