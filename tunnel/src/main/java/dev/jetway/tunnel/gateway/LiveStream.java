package dev.jetway.tunnel.gateway;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight, and how to end it whatever it is doing.
 *
 * <pre>
 * begun ─► waiting for the head (a thread, which is interrupted) ─► answering (a body, which is ended) ─► closed
 * </pre>
 *
 * <p>Thread-safe; {@code this} guards the state.
 */
final class LiveStream implements AutoCloseable {
  private final VerifiedCaller caller;
  private final String cluster;
  private final String namespace;
  private final boolean watch;
  private final Consumer<LiveStream> onClose;
  private @Nullable Thread waiting;
  private @Nullable EndableBody body;
  private @Nullable Throwable ended;
  private boolean closed;

  LiveStream(
      VerifiedCaller caller,
      String cluster,
      String namespace,
      boolean watch,
      Consumer<LiveStream> onClose) {
    this.caller = caller;
    this.cluster = cluster;
    this.namespace = namespace;
    this.watch = watch;
    this.onClose = onClose;
  }

  /** A call that blocks until the head of an answer is there. */
  interface Exchange<T> {
    T run() throws IOException;
  }

  VerifiedCaller caller() {
    return caller;
  }

  String cluster() {
    return cluster;
  }

  /** The provider namespace, empty if the request is not in one. */
  String namespace() {
    return namespace;
  }

  boolean isWatch() {
    return watch;
  }

  /** Waits for the head of the answer, unless the stream is ended meanwhile. */
  <T> T await(Exchange<T> exchange) throws IOException {
    synchronized (this) {
      throwIfEnded();
      waiting = Thread.currentThread();
    }
    try {
      return exchange.run();
    } finally {
      synchronized (this) {
        waiting = null;
      }
      // Whoever interrupted meant the wait, which is over; an answer that came is ended below.
      var _ = Thread.interrupted();
    }
  }

  /** The answer has begun. */
  synchronized void answering(EndableBody begun) {
    body = begun;
    if (ended != null) {
      begun.end(ended, false);
    }
  }

  /** Ends the stream; a watch cleanly, if that is wanted. Idempotent. */
  void end(Throwable cause, boolean cleanly) {
    EndableBody begun;
    synchronized (this) {
      if (ended != null || closed) {
        return;
      }
      ended = cause;
      begun = body;
      if (waiting != null) {
        waiting.interrupt();
      }
    }
    if (begun != null) {
      begun.end(cause, cleanly);
    }
  }

  /** The request is over. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    onClose.accept(this);
  }

  private void throwIfEnded() throws IOException {
    if (ended != null) {
      InterruptedIOException e = new InterruptedIOException(ended.getMessage());
      e.initCause(ended);
      throw e;
    }
  }
}
