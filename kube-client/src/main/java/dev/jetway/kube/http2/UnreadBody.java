package dev.jetway.kube.http2;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Lets a request end that was answered before all of it was read, as refused ones are: reads and
 * drops what its caller still sends, after the answer. Were the stream reset instead, as Jetty does
 * with it, some clients would lose the answer that they have (RFC 9113, section 8.1, asks them not
 * to).
 *
 * <p>Reads at most {@link #MAX_BYTES} for at most {@link #MAX_TIME}, without holding a thread; then
 * the stream is reset after all.
 */
public final class UnreadBody implements Runnable {
  /** How much is read at most, in bytes: four times what a body may have. */
  public static final long MAX_BYTES = 12L * 1024 * 1024;

  /** How long a caller is listened to that has its answer. */
  public static final Duration MAX_TIME = Duration.ofSeconds(10);

  private final Content.Source body;
  private final Callback callback;
  private final Scheduler scheduler;
  private final AtomicBoolean over = new AtomicBoolean();
  private long left = MAX_BYTES;
  private boolean timed;

  private UnreadBody(Content.Source body, Callback callback, Scheduler scheduler) {
    this.body = body;
    this.callback = callback;
    this.scheduler = scheduler;
  }

  /**
   * A callback for the answer's end, which completes {@code callback} after the body.
   *
   * @param body the request's, that nobody reads any more
   * @param headers the request's
   * @param scheduler ends the wait for a slow caller
   */
  public static Callback before(
      Callback callback, Content.Source body, HttpFields headers, Scheduler scheduler) {
    // Who asked before sending has its answer, and sends nothing.
    return headers.contains(HttpHeader.EXPECT)
        ? callback
        : Callback.from(new UnreadBody(body, callback, scheduler), callback::failed);
  }

  /** Reads what there is; called by Jetty again when there is more. */
  @Override
  public void run() {
    while (left > 0) {
      Content.Chunk chunk = body.read();
      if (chunk == null) {
        if (!timed) {
          timed = true;
          var _ = scheduler.schedule(this::end, MAX_TIME.toMillis(), TimeUnit.MILLISECONDS);
        }
        body.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        break; // the caller is gone: the answer is out all the same
      }
      left -= chunk.remaining();
      boolean last = chunk.isLast();
      chunk.release();
      if (last) {
        break;
      }
    }
    end();
  }

  private void end() {
    if (over.compareAndSet(false, true)) {
      callback.succeeded();
    }
  }
}
