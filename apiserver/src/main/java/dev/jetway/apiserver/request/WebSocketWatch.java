package dev.jetway.apiserver.request;

import dev.jetway.kube.StreamedResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * A watch whose events go to the caller as messages of a WebSocket, without a thread of its own.
 *
 * <pre>
 * read chunk ─► cut off an event ─► send it, as one frame ─► sent ─► cut off ─► ...
 *     └─ none: wait for one            └─ stuck for too long: the connection is given up
 * </pre>
 *
 * <p>One frame is under way at a time, so a slow caller holds back its own watch alone. The end of
 * the watch closes the WebSocket as normal (1000), a watch that breaks as a failure (1011). What
 * the caller sends is dropped as it comes, up to {@link #MAX_RECEIVED} bytes a message; its pings
 * are answered one after the other.
 */
final class WebSocketWatch extends IteratingCallback implements OpenWatch, FrameHandler {
  /** The largest message that is taken, to be dropped, in bytes; as at kube-apiserver. */
  static final long MAX_RECEIVED = 32 << 20;

  private final StreamedResponse answer;
  private final EventCutter events;
  private final byte opCode;
  private final Patience patience;
  private final Watches watches;
  private final Consumer<Boolean> whenEnded;
  private volatile @Nullable CoreSession session;
  private volatile boolean ending;
  private volatile boolean closing;
  private volatile boolean betweenEvents = true;
  private Content.@Nullable Chunk chunk;
  private boolean last;
  private long received;

  /**
   * How long a caller is waited for.
   *
   * @param stuck while one frame is under way to it
   * @param farewell until it answers that the WebSocket is closed
   */
  record Patience(Duration stuck, Duration farewell) {
    static final Patience DEFAULT = new Patience(Duration.ofSeconds(60), Duration.ofSeconds(5));
  }

  /**
   * A watch that begins once its WebSocket is open.
   *
   * @param framed whether its events are protobuf rather than JSON
   * @param whenEnded is told once that it has ended, and whether it was broken off
   */
  WebSocketWatch(
      StreamedResponse answer,
      boolean framed,
      Patience patience,
      Watches watches,
      Consumer<Boolean> whenEnded) {
    this.answer = answer;
    this.events = new EventCutter(framed);
    this.opCode = framed ? OpCode.BINARY : OpCode.TEXT;
    this.patience = patience;
    this.watches = watches;
    this.whenEnded = whenEnded;
  }

  @Override
  public void end() {
    ending = true;
    if (betweenEvents) {
      answer.cancel(new EOFException("the watch ends"));
    }
  }

  @Override
  public void onOpen(CoreSession opened, Callback callback) {
    session = opened;
    // A server that stops shortens the idle timeout of its connections; a watch ends in order.
    opened.addIdleTimeoutListener(_ -> closing);
    callback.succeeded();
    opened.demand();
    iterate();
  }

  @Override
  public void onFrame(Frame frame, Callback callback) {
    CoreSession open = opened();
    switch (frame.getOpCode()) {
      case OpCode.PING ->
          send(open, new Frame(OpCode.PONG, frame.getPayload()), demanding(open, callback));
      case OpCode.CLOSE -> {
        end();
        callback.succeeded();
      }
      case OpCode.PONG -> demanding(open, callback).succeeded();
      default -> drop(frame, demanding(open, callback));
    }
  }

  @Override
  public void onError(Throwable cause, Callback callback) {
    callback.succeeded(); // onClosed comes next
  }

  @Override
  public void onClosed(CloseStatus closeStatus, Callback callback) {
    answer.cancel(new EOFException("the WebSocket is closed"));
    callback.succeeded();
  }

  @Override
  protected Action process() throws Throwable {
    while (true) {
      Optional<ByteBuffer> event = events.next();
      betweenEvents = event.isEmpty() && events.isBetweenEvents();
      if (event.isPresent()) {
        send(opened(), new Frame(opCode, event.get()), this);
        return Action.SCHEDULED;
      }
      release();
      if (last) {
        return end(betweenEvents);
      }
      if (ending && betweenEvents) {
        answer.cancel(new EOFException("the watch ends"));
      }
      Content.Chunk next = answer.body().read();
      if (next == null) {
        answer.body().demand(Invocable.from(InvocationType.NON_BLOCKING, this::succeeded));
        return Action.SCHEDULED;
      }
      if (Content.Chunk.isFailure(next)) {
        return broken(next.getFailure());
      }
      chunk = next;
      last = next.isLast();
      events.add(next.getByteBuffer());
    }
  }

  private static Action end(boolean whole) throws IOException {
    if (whole) {
      return Action.SUCCEEDED;
    }
    throw new EOFException("the watch ended within an event");
  }

  private Action broken(Throwable failure) throws Throwable {
    if (ending && betweenEvents) {
      return Action.SUCCEEDED;
    }
    throw failure;
  }

  /** Nothing here waits, so whoever has news may run it himself. */
  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  protected void onCompleteSuccess() {
    over(CloseStatus.NORMAL, false);
  }

  @Override
  protected void onFailure(Throwable cause) {
    answer.cancel(cause);
    over(CloseStatus.SERVER_ERROR, true);
  }

  private void over(int closeCode, boolean aborted) {
    release();
    watches.remove(this);
    whenEnded.accept(aborted);
    CoreSession open = session;
    if (open != null && open.isOutputOpen()) {
      open.close(closeCode, null, Callback.NOOP);
      // Only now: where nothing happened for longer, the timeout is over at once.
      closing = true;
      open.setIdleTimeout(patience.farewell());
    }
  }

  private void release() {
    Content.Chunk read = chunk;
    chunk = null;
    if (read != null) {
      read.release();
    }
  }

  private void drop(Frame frame, Callback callback) {
    received += frame.getPayloadLength();
    if (received > MAX_RECEIVED) {
      callback.failed(new MessageTooLargeException("a watch takes no messages"));
      return;
    }
    if (frame.isFin()) {
      received = 0;
    }
    callback.succeeded();
  }

  /** Asks for the next frame once this one is done with. */
  private static Callback demanding(CoreSession open, Callback callback) {
    return Callback.from(
        () -> {
          callback.succeeded();
          open.demand();
        },
        callback::failed);
  }

  private void send(CoreSession open, Frame frame, Callback callback) {
    open.sendFrame(
        new OutgoingEntry.Builder(frame, callback)
            .frameTimeout(patience.stuck().toMillis())
            .build());
  }

  private CoreSession opened() {
    CoreSession open = session;
    if (open == null) {
      throw new IllegalStateException("the WebSocket is not open");
    }
    return open;
  }
}
