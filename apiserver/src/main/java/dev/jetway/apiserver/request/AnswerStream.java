package dev.jetway.apiserver.request;

import dev.jetway.apiserver.answer.StatusAnswer;
import dev.jetway.apiserver.answer.StatusForm;
import dev.jetway.kube.Status;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.http2.WriteTurns;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Invocable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies an answer's body to the caller, each chunk as it comes, without a thread of its own.
 *
 * <pre>
 * read chunk ─► write it ─► written ─► read chunk ─► ...   one chunk at a time: a slow caller
 *     └─ none: wait for one ─┘                             slows the control plane down
 * </pre>
 *
 * <p>A body that breaks is broken off at the caller too (RST_STREAM, or the connection closed),
 * never ended as if it were whole. A watch can be ended from here, between two events.
 */
final class AnswerStream extends IteratingCallback implements OpenWatch {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerStream.class);

  private final StreamedResponse answer;
  private final boolean wholeEvents;
  private final Response response;
  private final Callback callback;
  private final Watches watches;
  private final InvocationType type;
  private final Optional<WriteTurns> turns;
  private volatile boolean ending;
  private volatile boolean betweenEvents = true;
  private boolean last;

  /**
   * A copy that has not begun.
   *
   * @param wholeEvents whether every chunk ends with an event, so that no line feed must tell
   * @param turns when what comes is written, if not at once
   */
  AnswerStream(
      StreamedResponse answer,
      boolean wholeEvents,
      Response response,
      Callback callback,
      Watches watches,
      Optional<WriteTurns> turns) {
    this.answer = answer;
    this.wholeEvents = wholeEvents;
    this.response = response;
    this.callback = callback;
    this.watches = watches;
    this.turns = turns;
    // Nothing here waits, so whoever has news may run it himself; but compressing keeps a thread
    // busy for longer than one that others need should be.
    this.type =
        answer.headers().contains(HttpHeader.CONTENT_ENCODING)
            ? InvocationType.BLOCKING
            : InvocationType.NON_BLOCKING;
  }

  @Override
  public void end() {
    ending = true;
    if (betweenEvents) {
      answer.cancel(new EOFException("the server ends the watch"));
    }
  }

  @Override
  protected Action process() throws Throwable {
    if (last) {
      return Action.SUCCEEDED;
    }
    if (ending && betweenEvents) {
      answer.cancel(new EOFException("the server ends the watch"));
    }
    Content.Chunk chunk = answer.body().read();
    if (chunk == null) {
      answer.body().demand(Invocable.from(type, this::goOn));
      return Action.SCHEDULED;
    }
    if (Content.Chunk.isFailure(chunk)) {
      return broken(chunk.getFailure());
    }
    ByteBuffer bytes = chunk.getByteBuffer();
    if (bytes.hasRemaining()) {
      betweenEvents = wholeEvents || bytes.get(bytes.limit() - 1) == '\n';
    }
    last = chunk.isLast();
    response.write(last, bytes, Callback.from(chunk::release, this));
    return Action.SCHEDULED;
  }

  private void goOn() {
    turns.ifPresentOrElse(each -> each.execute(this::succeeded), this::succeeded);
  }

  private Action broken(Throwable failure) throws Throwable {
    if (ending && betweenEvents) {
      last = true;
      response.write(true, null, this);
      return Action.SCHEDULED;
    }
    throw failure;
  }

  @Override
  public InvocationType getInvocationType() {
    return type;
  }

  @Override
  protected void onCompleteSuccess() {
    watches.remove(this);
    callback.succeeded();
  }

  @Override
  protected void onFailure(Throwable cause) {
    watches.remove(this);
    answer.cancel(cause);
    if (response.isCommitted()) {
      callback.failed(cause);
      return;
    }
    LOG.debug("answer broke before its first byte: reason=\"{}\"", cause.toString());
    response.reset();
    StatusAnswer.send(
        response,
        callback,
        Status.of(503, "the connection to the control plane broke before it answered"),
        StatusForm.JSON);
  }
}
