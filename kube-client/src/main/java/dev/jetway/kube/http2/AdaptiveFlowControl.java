package dev.jetway.kube.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http2.AbstractFlowControlStrategy;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.FlowControlStrategy;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.WindowUpdateFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flow control for a connection whose streams have nothing to do with each other. One object serves
 * one connection; {@link #factory} makes them, for {@code HTTP2Client} and for the server's
 * connection factory alike.
 *
 * <p>Jetty's own strategies return credit, of the stream and of the session, when bytes are read:
 * two streams that nobody reads then freeze the connection. Here
 *
 * <ul>
 *   <li>the session gets credit when bytes arrive, up to what may be buffered in all,
 *   <li>a stream gets credit when bytes are read, and its window follows what the stream proves to
 *       need ({@link StreamCredit}),
 *   <li>when nearly all that may be buffered is, streams that nobody has read for a while are
 *       reset, so that the others go on.
 * </ul>
 *
 * <p>Thread-safe. Jetty calls {@code onDataReceived} on the connection's reading thread and {@code
 * onDataConsumed} on any; the lock guards the counters, and is never held while a frame is sent.
 */
public final class AdaptiveFlowControl extends AbstractFlowControlStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(AdaptiveFlowControl.class);

  private final FlowLimits limits;
  private final LongSupplier nanoClock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Stream, StreamCredit> streams = new ConcurrentHashMap<>();
  private long unread;
  private boolean watchingStalls;

  AdaptiveFlowControl(FlowLimits limits, LongSupplier nanoClock) {
    super(DEFAULT_WINDOW_SIZE);
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /** Makes one for every connection, each with the whole of these limits. */
  public static FlowControlStrategy.Factory factory(FlowLimits limits) {
    return () -> new AdaptiveFlowControl(limits, System::nanoTime);
  }

  /** Bytes that arrived and were not read yet, of all streams. */
  public long unreadBytes() {
    lock.lock();
    try {
      return unread;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onStreamCreated(Stream stream) {
    super.onStreamCreated(stream);
    int initial = Math.max(limits.initialStreamWindow(), getInitialStreamRecvWindow());
    streams.put(stream, new StreamCredit(initial, limits.maxStreamWindow(), nanoClock.getAsLong()));
  }

  @Override
  public void onStreamDestroyed(Stream stream) {
    streams.remove(stream);
    super.onStreamDestroyed(stream);
  }

  @Override
  public void onDataReceived(Session session, @Nullable Stream stream, int length) {
    super.onDataReceived(session, stream, length);
    int sessionGrant;
    boolean watch;
    lock.lock();
    try {
      unread += length;
      StreamCredit credit = stream == null ? null : streams.get(stream);
      if (credit != null) {
        credit.received(length, nanoClock.getAsLong());
      }
      sessionGrant = grantSession(session);
      watch = isShort() && !watchingStalls;
      watchingStalls |= watch;
    } finally {
      lock.unlock();
    }
    sendSession(session, sessionGrant);
    if (watch) {
      watchStalls();
    }
  }

  @Override
  public void onDataConsumed(Session session, @Nullable Stream stream, int length) {
    if (length <= 0) {
      return;
    }
    int streamGrant = 0;
    int sessionGrant;
    lock.lock();
    try {
      unread -= length;
      StreamCredit credit = stream == null ? null : streams.get(stream);
      if (stream != null && credit != null) {
        credit.read(length, nanoClock.getAsLong(), unread <= limits.maxBuffered() / 2);
        if (!stream.isRemotelyClosed() && !stream.isReset()) {
          streamGrant = credit.grant(updateRecvWindow(stream, 0));
          updateRecvWindow(stream, streamGrant);
        }
      }
      sessionGrant = grantSession(session);
    } finally {
      lock.unlock();
    }
    sendSession(session, sessionGrant);
    if (stream != null && streamGrant > 0) {
      sendWindowUpdate(
          session, stream, List.of(new WindowUpdateFrame(stream.getId(), streamGrant)));
    }
  }

  /** Under the lock: the session's window is what may still be buffered, up to its full size. */
  private int grantSession(Session session) {
    long wanted = Math.min(limits.sessionWindow(), limits.maxBuffered() - unread);
    long grant = wanted - updateRecvWindow(session, 0);
    if (grant < limits.sessionWindow() / 4) {
      return 0;
    }
    updateRecvWindow(session, (int) grant);
    return (int) grant;
  }

  private void sendSession(Session session, int grant) {
    if (grant > 0) {
      sendWindowUpdate(session, null, List.of(new WindowUpdateFrame(0, grant)));
    }
  }

  /** Under the lock: whether the session's window had to become smaller. */
  private boolean isShort() {
    return unread > limits.maxBuffered() - limits.sessionWindow();
  }

  private void watchStalls() {
    long nanos = limits.stallLimit().toNanos();
    CompletableFuture.delayedExecutor(
            nanos, TimeUnit.NANOSECONDS, task -> Thread.ofVirtual().name("h2-stalls").start(task))
        .execute(this::resetStalled);
  }

  private void resetStalled() {
    List<Stream> stalled = new ArrayList<>();
    boolean again;
    lock.lock();
    try {
      again = isShort() && !streams.isEmpty();
      watchingStalls = again;
      if (again) {
        long now = nanoClock.getAsLong();
        long limit = limits.stallLimit().toNanos();
        streams.forEach((stream, credit) -> {
          if (credit.unreadFor(now) >= limit) {
            stalled.add(stream);
          }
        });
      }
    } finally {
      lock.unlock();
    }
    if (!stalled.isEmpty()) {
      LOG.warn("streams that nobody reads are reset: count={}", stalled.size());
    }
    for (Stream stream : stalled) {
      // Unlike a plain reset, this tells the reader too, who may be asleep waiting for more.
      ((HTTP2Session) stream.getSession())
          .onStreamFailure(stream.getId(), ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, "not_read");
    }
    if (again) {
      watchStalls();
    }
  }

  @Override
  public String toString() {
    return "AdaptiveFlowControl[streams=" + streams.size() + ", unread=" + unreadBytes() + "]";
  }
}
