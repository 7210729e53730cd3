package dev.jetway.tunnel.gateway;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.http2.UnreadBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * The body of one request: read before any of it goes further, so that a broken upload is never
 * half a write. Holds no memory for what has not come, and for a moment three times what has. For
 * one thread.
 */
final class RequestBody {
  private final Request request;
  private final int limit;
  private final Duration patience;
  private boolean waiting;

  /**
   * The body of a request, of which nothing is read yet.
   *
   * @param limit how many bytes it may have
   * @param patience how long it may take
   */
  RequestBody(Request request, int limit, Duration patience) {
    this.request = request;
    this.limit = limit;
    this.patience = patience;
  }

  /**
   * Reads the body; blocks. Empty for a request without one.
   *
   * @param onBytes is told how many bytes are about to be held
   * @throws StatusException 413 if it is too long, 408 if it does not come in time, or what {@code
   *     onBytes} throws
   * @throws IOException if the caller went away
   */
  Optional<ByteBuffer> read(LongConsumer onBytes) throws IOException {
    if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > limit) {
      throw tooLong();
    }
    long deadline = System.nanoTime() + patience.toNanos();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (boolean last = false; !last; ) {
      Content.Chunk chunk = next(deadline);
      try {
        if (body.size() + chunk.remaining() > limit) {
          throw tooLong();
        }
        onBytes.accept(chunk.remaining());
        BufferUtil.writeTo(chunk.getByteBuffer(), body);
        last = chunk.isLast();
      } finally {
        chunk.release();
      }
    }
    return body.size() == 0 ? Optional.empty() : Optional.of(ByteBuffer.wrap(body.toByteArray()));
  }

  /**
   * Sees to it that nothing is sent for as long as the answer goes on, where nobody would read it.
   *
   * @throws StatusException 400 if there is a body, or may come one
   * @throws IOException if the caller went away
   */
  void requireNone() throws IOException {
    Content.Chunk chunk = request.read();
    if (Content.Chunk.isFailure(chunk)) {
      throw broken(chunk);
    }
    boolean none = chunk != null && chunk.isLast() && !chunk.hasRemaining();
    if (chunk != null) {
      chunk.release();
    }
    if (!none) {
      throw new StatusException(Status.of(400, "the body of a GET must be empty"));
    }
  }

  /**
   * A callback for the end of an answer that was given before all was read: what still comes is
   * dropped, unless it was waited for in vain already.
   */
  Callback drainedBefore(Callback callback) {
    return waiting
        ? callback
        : UnreadBody.before(
            callback, request, request.getHeaders(), request.getComponents().getScheduler());
  }

  private Content.Chunk next(long deadline) throws IOException {
    Content.Chunk chunk = request.read();
    while (chunk == null) {
      await(deadline);
      chunk = request.read();
    }
    if (Content.Chunk.isFailure(chunk)) {
      throw broken(chunk);
    }
    return chunk;
  }

  private static IOException broken(Content.Chunk chunk) {
    return new IOException("the body of the request broke off", chunk.getFailure());
  }

  private void await(long deadline) throws IOException {
    CountDownLatch available = new CountDownLatch(1);
    waiting = true;
    request.demand(Invocable.from(InvocationType.NON_BLOCKING, available::countDown));
    try {
      if (!available.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new StatusException(
            Status.of(
                408, "the body of the request did not come within " + patience.toSeconds() + " s"));
      }
      waiting = false;
    } catch (InterruptedException e) {
      InterruptedIOException ended = new InterruptedIOException("ended while its body was read");
      ended.initCause(e);
      throw ended;
    }
  }

  private StatusException tooLong() {
    return new StatusException(
        Status.of(413, "the body of the request is longer than " + limit + " bytes"));
  }
}
