package dev.jetway.tunnel.gateway;

import java.util.function.LongSupplier;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RateControl;

/**
 * Lets a peer send as many of the frames that cost it nothing (resets, PINGs, settings) as fit the
 * streams it has really opened, and some each second. Jetty's own limit, 128 a second, closes the
 * connection, with every other watch on it, when some hundred watches are cancelled at once.
 *
 * <p>Called by the connection's one reading thread.
 */
final class OpenedStreamsRateControl implements RateControl {
  private static final int AT_ONCE = 256;
  private static final int PER_SECOND = 32;
  private static final int PER_STREAM = 2;

  private final LongSupplier openedStreams;
  private final LongSupplier nanoTime;
  private final long began;
  private long events;

  OpenedStreamsRateControl(LongSupplier openedStreams, LongSupplier nanoTime) {
    this.openedStreams = openedStreams;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  /** Makes one for every connection. */
  static RateControl.Factory factory() {
    return new RateControl.Factory() {
      @Override
      public RateControl newRateControl(EndPoint endPoint) {
        return new OpenedStreamsRateControl(() -> opened(endPoint), System::nanoTime);
      }
    };
  }

  @Override
  public boolean onEvent(Object event) {
    events++;
    long seconds = (nanoTime.getAsLong() - began) / 1_000_000_000L;
    return events <= AT_ONCE + PER_SECOND * seconds + PER_STREAM * openedStreams.getAsLong();
  }

  private static long opened(EndPoint endPoint) {
    return endPoint.getConnection() instanceof HTTP2Connection connection
        ? connection.getSession().getStreamsOpened()
        : 0;
  }
}
