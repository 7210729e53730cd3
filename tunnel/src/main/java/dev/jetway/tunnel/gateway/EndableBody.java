package dev.jetway.tunnel.gateway;

import dev.jetway.kube.StreamedResponse;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that the gateway can end before the control plane does: cleanly, if it is a
 * watch that stands between two events, else by breaking it.
 *
 * <p>Read by one thread at a time, as Jetty does; {@link #end} may be called by any.
 */
final class EndableBody implements Content.Source {
  private final StreamedResponse answer;
  private final boolean watch;
  private final AtomicReference<Content.@Nullable Chunk> end = new AtomicReference<>();
  private final AtomicReference<@Nullable Runnable> demand = new AtomicReference<>();
  private volatile boolean betweenEvents = true;

  EndableBody(StreamedResponse answer, boolean watch) {
    this.answer = answer;
    this.watch = watch;
  }

  /** Ends the body at its reader and the request at the control plane. Idempotent. */
  void end(Throwable cause, boolean cleanly) {
    boolean complete = cleanly && watch && betweenEvents;
    Content.Chunk last = complete ? Content.Chunk.EOF : Content.Chunk.from(cause, true);
    if (end.compareAndSet(null, last)) {
      answer.cancel(cause);
      satisfy();
    }
  }

  @Override
  public Content.@Nullable Chunk read() {
    Content.Chunk last = end.get();
    if (last != null) {
      return last;
    }
    Content.Chunk chunk = answer.body().read();
    if (chunk != null && watch && !Content.Chunk.isFailure(chunk)) {
      note(chunk.getByteBuffer());
    }
    return chunk;
  }

  @Override
  public void demand(Runnable onAvailable) {
    demand.set(onAvailable);
    if (end.get() != null) {
      satisfy();
    } else {
      answer.body().demand(this::satisfy);
    }
  }

  @Override
  public void fail(Throwable failure) {
    answer.cancel(failure);
    answer.body().fail(failure);
  }

  private void satisfy() {
    Runnable waiting = demand.getAndSet(null);
    if (waiting != null) {
      waiting.run();
    }
  }

  /** JSON events end in a line feed. */
  private void note(ByteBuffer bytes) {
    if (bytes.hasRemaining()) {
      betweenEvents = bytes.get(bytes.limit() - 1) == '\n';
    }
  }
}
