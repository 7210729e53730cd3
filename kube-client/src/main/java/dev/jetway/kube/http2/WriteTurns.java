package dev.jetway.kube.http2;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What writes to the streams of one connection, one after the other on a virtual thread, so that
 * the frames leave together: one event for a hundred watches is a few TLS records, not a hundred.
 *
 * <p>While the connection cannot take more, nothing runs: what is not written cannot pile up in the
 * connection's queue. Tasks must not wait. Thread-safe; {@code lock} is not held during a task.
 */
public final class WriteTurns implements Executor {
  /** How many frames HTTP/2 is left to write at once. */
  private static final int TOGETHER = 16;

  private static final Logger LOG = LoggerFactory.getLogger(WriteTurns.class);

  private final GatheringEndPoint endPoint;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  WriteTurns(GatheringEndPoint endPoint) {
    this.endPoint = endPoint;
  }

  /** The turns of the connection that an end point belongs to, if it gathers. */
  public static Optional<WriteTurns> of(EndPoint endPoint) {
    return endPoint instanceof GatheringEndPoint gathering
        ? Optional.of(gathering.turns())
        : Optional.empty();
  }

  @Override
  public void execute(Runnable task) {
    lock.lock();
    try {
      tasks.add(task);
    } finally {
      lock.unlock();
    }
    resume();
  }

  /** Goes on, if there is something to do and the connection can take it. */
  void resume() {
    lock.lock();
    try {
      if (running || tasks.isEmpty()) {
        return;
      }
      running = true;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("jetway-write-turns").start(this::run);
  }

  private void run() {
    endPoint.gather();
    int turn = 0;
    for (Optional<Runnable> task = next(); task.isPresent(); task = next()) {
      try {
        task.get().run();
      } catch (RuntimeException e) { // one that fails must not keep the others from their turn
        LOG.warn("a stream was not written to reason=\"{}\"", e.toString());
      }
      if (++turn % TOGETHER == 0) {
        endPoint.written();
      }
    }
    while (endPoint.written()) {
      // what was queued behind it is copied now
    }
    endPoint.send();
    lock.lock();
    try {
      running = false;
    } finally {
      lock.unlock();
    }
    if (!endPoint.isFull()) {
      resume(); // something came, or room was made, after the last look
    }
  }

  private Optional<Runnable> next() {
    if (endPoint.isFull()) {
      return Optional.empty();
    }
    lock.lock();
    try {
      return Optional.ofNullable(tasks.poll());
    } finally {
      lock.unlock();
    }
  }
}
