package dev.jetway.kube;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer for blocking readers: bytes are asked for only when they are read, so a
 * slow reader slows the sender. Closing it before the end cancels the request. For one thread.
 */
public final class ResponseBody extends InputStream {
  private final StreamedResponse response;
  private final Duration patience;
  private final Semaphore available = new Semaphore(0);
  private Content.@Nullable Chunk chunk;
  private boolean ended;

  /**
   * The body of {@code response}.
   *
   * @param patience how long a read waits for bytes before it fails and cancels the request
   */
  public ResponseBody(StreamedResponse response, Duration patience) {
    this.response = response;
    this.patience = patience;
  }

  /**
   * Reads a body to its end.
   *
   * @param limit the most bytes that it may have
   * @param timeout how long the whole body may take
   * @throws IOException if it is longer, takes longer or breaks; the request is cancelled then
   */
  public static byte[] readAll(StreamedResponse response, int limit, Duration timeout)
      throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (ResponseBody body = new ResponseBody(response, timeout)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
      byte[] buffer = new byte[16 * 1024];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        bytes.write(buffer, 0, n);
        if (bytes.size() > limit) {
          throw new IOException("the answer is longer than " + limit + " bytes");
        }
        if (System.nanoTime() - deadline > 0) {
          throw new InterruptedIOException("the answer took longer than " + timeout);
        }
      }
      return bytes.toByteArray();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      Content.Chunk current = chunk != null ? chunk : nextChunk();
      chunk = current;
      ByteBuffer bytes = current.getByteBuffer();
      int n = Math.min(length, bytes.remaining());
      bytes.get(target, offset, n);
      if (!bytes.hasRemaining()) {
        ended = current.isLast();
        current.release();
        chunk = null;
      }
      if (n > 0) {
        return n;
      }
    }
    return -1;
  }

  @Override
  public int available() {
    return chunk == null ? 0 : chunk.getByteBuffer().remaining();
  }

  @Override
  public void close() {
    if (chunk != null) {
      chunk.release();
      chunk = null;
    }
    if (!ended) {
      ended = true;
      response.cancel(new IOException("the reader closed the body"));
    }
  }

  private Content.Chunk nextChunk() throws IOException {
    while (true) {
      Content.Chunk next = response.body().read();
      if (next == null) {
        response.body().demand(available::release);
        awaitAvailable();
      } else if (Content.Chunk.isFailure(next)) {
        ended = true;
        Throwable failure = next.getFailure();
        response.cancel(failure);
        throw failure instanceof IOException io
            ? io
            : new IOException("the answer broke off: " + failure, failure);
      } else {
        return next;
      }
    }
  }

  private void awaitAvailable() throws IOException {
    try {
      if (available.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    close();
    throw new InterruptedIOException(
        Thread.currentThread().isInterrupted()
            ? "the reader was interrupted"
            : "the answer paused for longer than " + patience.toSeconds() + " s");
  }
}
