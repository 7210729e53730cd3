package dev.jetway.tunnel.gateway;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads the body of a write before any of it goes further, so that a broken upload is never half a
 * write: at most the 3 MiB that kube-apiserver takes.
 */
final class RequestBody {
  private static final int STEP = 16 * 1024;

  private RequestBody() {}

  /**
   * Reads the body; blocks. Empty for a request without one.
   *
   * @param onBytes is told how many bytes are about to be held
   * @throws StatusException 413 if it is longer than {@code limit}, or what {@code onBytes} throws
   * @throws IOException if the caller went away
   */
  static Optional<ByteBuffer> read(Request request, int limit, LongConsumer onBytes)
      throws IOException {
    if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > limit) {
      throw tooLong(limit);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream(STEP);
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] buffer = new byte[STEP];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (body.size() + n > limit) {
          throw tooLong(limit);
        }
        onBytes.accept(n);
        body.write(buffer, 0, n);
      }
    }
    return body.size() == 0 ? Optional.empty() : Optional.of(ByteBuffer.wrap(body.toByteArray()));
  }

  /**
   * Sees to it that nothing is sent for as long as the answer goes on, where nobody would read it.
   *
   * @throws StatusException 400 if there is a body, or may come one
   */
  static void requireNone(Request request) {
    Content.Chunk chunk = request.read();
    boolean none = chunk != null && chunk.isLast() && !chunk.hasRemaining();
    if (chunk != null) {
      chunk.release();
    }
    if (!none) {
      throw new StatusException(Status.of(400, "the body of a GET must be empty"));
    }
  }

  /**
   * Reads what is left of a body that nobody wants, up to a limit: a peer whose body is cut off
   * takes the stream for broken, and never sees the answer.
   */
  static void discard(Request request, int limit) {
    int left = limit;
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] buffer = new byte[STEP];
      for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
        left -= n;
      }
    } catch (IOException _) {
      // The peer is gone, or what it sends is broken: nobody waits for an answer.
    }
  }

  private static StatusException tooLong(int limit) {
    return new StatusException(
        Status.of(413, "the body of the request is longer than " + limit + " bytes"));
  }
}
