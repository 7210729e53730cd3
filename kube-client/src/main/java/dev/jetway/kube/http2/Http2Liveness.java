package dev.jetway.kube.http2;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds HTTP/2 connections whose peer has silently gone, and closes them, so that their streams
 * fail: a PING when nothing has arrived for a while, and any byte counts as an answer. To be added
 * as a bean to an {@code HttpClient}, {@code HTTP2Client} or server connector; connections of other
 * protocols are left alone.
 *
 * <p>Thread-safe; runs on the scheduler's thread, where it only queues frames.
 */
public final class Http2Liveness implements Connection.Listener {
  /** How long a connection may be silent before a PING goes out; 15 s, less up to a fifth. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(15);

  /** How long the answer may take; 10 s. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Http2Liveness.class);

  private final Scheduler scheduler;
  private final Duration interval;
  private final Duration deadline;
  private final RandomGenerator jitter;

  /**
   * A watcher of connections.
   *
   * @param scheduler started and stopped by whoever owns it; when it is stopped, so is this
   * @param interval how long a connection may be silent before a PING goes out
   * @param deadline how long the answer may take
   */
  public Http2Liveness(
      Scheduler scheduler, Duration interval, Duration deadline, RandomGenerator jitter) {
    this.scheduler = scheduler;
    this.interval = interval;
    this.deadline = deadline;
    this.jitter = jitter;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HTTP2Connection http2) {
      later(interval, () -> listen(http2, -1));
    }
  }

  /** Pings if nothing arrived since {@code seen}. */
  private void listen(HTTP2Connection connection, long seen) {
    if (isGone(connection)) {
      return;
    }
    long now = connection.getBytesIn();
    if (now != seen) {
      long nanos = interval.toNanos();
      Duration next = Duration.ofNanos(nanos - jitter.nextLong(nanos / 5 + 1));
      later(next, () -> listen(connection, now));
      return;
    }
    connection.getSession().ping(new PingFrame(System.nanoTime(), false), Callback.NOOP);
    later(deadline, () -> judge(connection, now));
  }

  private void judge(HTTP2Connection connection, long seen) {
    if (isGone(connection)) {
      return;
    }
    if (connection.getBytesIn() != seen) {
      listen(connection, seen);
      return;
    }
    LOG.info(
        "connection is dead: peer={} silent={}s",
        connection.getEndPoint().getRemoteSocketAddress(),
        interval.plus(deadline).toSeconds());
    IOException cause =
        new IOException("the peer did not answer a PING within " + deadline.toMillis() + " ms");
    connection.getSession().onWriteFailure(cause);
    connection.getEndPoint().close(cause);
  }

  private void later(Duration delay, Runnable task) {
    var _ = scheduler.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static boolean isGone(HTTP2Connection connection) {
    return connection.getSession().isClosed() || !connection.getEndPoint().isOpen();
  }
}
