package dev.jetway.tunnel.dial;

import dev.jetway.kube.StreamedResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.RetryableStreamException;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: a stream of a {@link GatewayConnection}.
 *
 * <p>Jetty's threads call the listener methods, one at a time; whoever sent the request waits for
 * the head and reads the body; anybody cancels.
 */
final class TunnelStream implements Stream.Listener, StreamedResponse, Promise<Stream> {
  private final OutgoingHead request;
  private final boolean hasBody;
  private final Executor executor;
  private final Supplier<Optional<String>> connectionEnd;
  private final Consumer<TunnelStream> onEnd;
  private final CompletableFuture<MetaData.Response> head = new CompletableFuture<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private volatile @Nullable Stream stream;
  private volatile @Nullable StreamBody body;

  /**
   * {@code connectionEnd} tells why the connection ended, if it has; {@code onEnd} hears once that
   * the stream takes no room on its connection any more.
   */
  TunnelStream(
      OutgoingHead request,
      boolean hasBody,
      Executor executor,
      Supplier<Optional<String>> connectionEnd,
      Consumer<TunnelStream> onEnd) {
    this.request = request;
    this.hasBody = hasBody;
    this.executor = executor;
    this.connectionEnd = connectionEnd;
    this.onEnd = onEnd;
  }

  /**
   * Waits for the head of the answer.
   *
   * @return empty if the time is up
   * @throws StreamRefused if the far end has certainly not acted on the request
   * @throws IOException if the stream broke
   */
  boolean awaitHead(Duration within) throws IOException, InterruptedException {
    try {
      head.get(within.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  /** The number of the stream on its connection; 0 if there is none. */
  int id() {
    Stream opened = stream;
    return opened == null ? 0 : opened.getId();
  }

  @Override
  public int status() {
    return head.resultNow().getStatus();
  }

  @Override
  public HttpFields headers() {
    return head.resultNow().getHttpFields();
  }

  @Override
  public StreamBody body() {
    StreamBody present = body;
    if (present == null) {
      throw new IllegalStateException("the answer has not begun");
    }
    return present;
  }

  @Override
  public void cancel(Throwable cause) {
    StreamBody present = body;
    if ((present != null && present.isComplete()) || !cancelled.compareAndSet(false, true)) {
      return;
    }
    boolean over = ended.get();
    fail(cause);
    Stream opened = stream;
    if (opened != null && !over) {
      opened.reset(
          new ResetFrame(opened.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
    }
  }

  /** Ends the stream on this side, without a word to the far end, which is gone. */
  void fail(Throwable cause) {
    boolean refused = cause instanceof StreamRefused || !request.mayHaveLeft();
    boolean wrap = refused && !(cause instanceof StreamRefused);
    head.completeExceptionally(wrap ? new StreamRefused(cause) : cause);
    StreamBody present = body;
    if (present != null) {
      present.failed(cause);
    }
    end();
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      onEnd.accept(this);
    }
  }

  /** The stream's frames are written, or could not be. */
  @Override
  public void failed(Throwable x) {
    fail(new IOException(describe(x), x));
  }

  @Override
  public void onNewStream(Stream created) {
    if (hasBody) {
      // The body's frame may fail while the head's is in the batch that is just being written.
      request.leaves();
    }
    stream = created;
    body = new StreamBody(created, executor, this::cancel);
    if (cancelled.get()) {
      created.reset(
          new ResetFrame(created.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
    }
  }

  @Override
  public void onHeaders(Stream source, HeadersFrame frame) {
    // An answer of 1xx is followed by the real one; trailers have no status.
    if (frame.getMetaData() instanceof MetaData.Response response && response.getStatus() >= 200) {
      head.complete(response);
    }
  }

  @Override
  public void onDataAvailable(Stream source) {
    body().available();
  }

  /** The far end has ended the stream; comes before Jetty's {@link #onClosed}. */
  void resetByPeer(int error) {
    fail(
        error == ErrorCode.REFUSED_STREAM_ERROR.code
            ? new StreamRefused(new IOException("the gateway refused the stream"))
            : new IOException(
                "the gateway ended the stream: " + ErrorCode.toString(error, "unknown")));
  }

  @Override
  public void onFailure(
      Stream source, int error, @Nullable String reason, Throwable failure, Callback callback) {
    fail(
        failure instanceof RetryableStreamException
            ? new StreamRefused(failure)
            : new IOException(describe(failure), failure));
    callback.succeeded();
  }

  @Override
  public void onIdleTimeout(Stream source, TimeoutException x, Promise<Boolean> promise) {
    // A watch may be silent for hours; the heartbeat tells whether somebody is there.
    promise.succeeded(false);
  }

  @Override
  public void onClosed(Stream source) {
    if (source.isReset()) {
      // Jetty resets by itself, for example when there is more data than Content-Length says.
      fail(new IOException("the answer broke HTTP/2's rules"));
    } else if (!((HTTP2Stream) source).isResetOrFailed()) {
      end();
    }
    // Of a failure, onFailure is told next.
  }

  /** Jetty knows that the connection ended, and the connection knows why. */
  private String describe(Throwable failure) {
    return connectionEnd
        .get()
        .orElseGet(() ->
            "the connection to the gateway broke"
                + Optional.ofNullable(failure.getMessage()).map(m -> ": " + m).orElse(""));
  }

  /** The far end has certainly not acted on the request: another connection may take it. */
  static final class StreamRefused extends IOException {
    private static final long serialVersionUID = 1L;

    StreamRefused(Throwable cause) {
      super("the gateway did not take the request: " + DialReasons.brief(cause), cause);
    }
  }
}
