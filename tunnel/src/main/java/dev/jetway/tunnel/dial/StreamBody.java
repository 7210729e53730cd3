package dev.jetway.tunnel.dial;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer: what arrives on an HTTP/2 stream, as Jetty's content. Reading gives the
 * far end credit to send more, so a reader that waits makes the sender wait.
 *
 * <p>Read by one thread at a time, failed by any. Callbacks that may block run on the executor,
 * never on the thread that parses frames.
 */
final class StreamBody implements Content.Source {
  private final Stream stream;
  private final Executor executor;
  private final Consumer<Throwable> cancel;
  private final AtomicReference<@Nullable Runnable> demand = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean complete;

  /** {@code cancel} ends the stream and then calls {@link #failed}. */
  StreamBody(Stream stream, Executor executor, Consumer<Throwable> cancel) {
    this.stream = stream;
    this.executor = executor;
    this.cancel = cancel;
  }

  @Override
  public Content.@Nullable Chunk read() {
    Throwable before = failure.get();
    Stream.Data data = complete ? null : stream.readData();
    if (data != null) {
      return chunk(data);
    }
    if (complete) {
      return Content.Chunk.EOF;
    }
    return before == null ? null : Content.Chunk.from(before, true);
  }

  private Content.Chunk chunk(Stream.Data data) {
    boolean last = data.frame().isEndStream();
    complete = last;
    if (data.frame().remaining() == 0) {
      data.release();
      return last ? Content.Chunk.EOF : Content.Chunk.EMPTY;
    }
    return Content.Chunk.asChunk(data.frame().getByteBuffer(), last, data);
  }

  @Override
  public void demand(Runnable callback) {
    if (!demand.compareAndSet(null, Objects.requireNonNull(callback))) {
      throw new IllegalStateException("demand is pending");
    }
    if (complete || failure.get() != null) {
      available();
    } else {
      stream.demand();
      // A failure between the check and here has not seen the callback.
      if (failure.get() != null) {
        available();
      }
    }
  }

  @Override
  public void fail(Throwable cause) {
    cancel.accept(cause);
  }

  /** Tells the reader that it is worth reading; called on the thread that parses frames. */
  void available() {
    Runnable callback = demand.getAndSet(null);
    if (callback == null) {
      return;
    }
    if (Invocable.getInvocationType(callback) == Invocable.InvocationType.NON_BLOCKING) {
      callback.run();
    } else {
      executor.execute(callback);
    }
  }

  /** Whether the end has been read. */
  boolean isComplete() {
    return complete;
  }

  /** The body ends in this failure, after what has arrived already. */
  void failed(Throwable cause) {
    if (!complete && failure.compareAndSet(null, cause)) {
      available();
    }
  }
}
