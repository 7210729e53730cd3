package dev.jetway.apiserver.answer;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Lets a request end that was answered before all of it was read, as refused ones are: reads and
 * drops what its caller still sends, after the answer. Were the stream reset instead, as Jetty does
 * with it, some clients would lose the answer that they have (RFC 9113, section 8.1, asks them not
 * to).
 *
 * <p>Reads at most {@link #MAX_BYTES}, without holding a thread; a caller that falls silent is let
 * go by the stream's idle timeout.
 */
public final class UnreadBody implements Runnable {
  /** How much is read at most, in bytes: four times what a body may have. */
  static final long MAX_BYTES = 12L * 1024 * 1024;

  private final Request request;
  private final Callback callback;
  private long left = MAX_BYTES;

  private UnreadBody(Request request, Callback callback) {
    this.request = request;
    this.callback = callback;
  }

  /** A callback for the answer's end, which completes {@code callback} after the body. */
  public static Callback before(Callback callback, Request request) {
    // Who asked before sending has its answer, and sends nothing.
    return request.getHeaders().contains(HttpHeader.EXPECT)
        ? callback
        : Callback.from(new UnreadBody(request, callback), callback::failed);
  }

  /** Reads what there is; called by Jetty again when there is more. */
  @Override
  public void run() {
    while (left > 0) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        break; // the caller is gone, or slow: the answer is out all the same
      }
      left -= chunk.remaining();
      boolean last = chunk.isLast();
      chunk.release();
      if (last) {
        break;
      }
    }
    callback.succeeded();
  }
}
