package dev.jetway.apiserver.request;

import dev.jetway.apiserver.observation.Observations;
import dev.jetway.apiserver.request.WebSocketHandshake.Verdict;
import dev.jetway.apiserver.request.WebSocketWatch.Patience;
import dev.jetway.kube.StreamedResponse;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.Handshaker;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;

/** Turns requests for a watch into WebSockets. Thread-safe. */
public final class WebSocketWatches {
  private static final Handshaker HANDSHAKER = Handshaker.newInstance();

  private final WebSocketComponents components;
  private final Watches watches;
  private final Patience patience;

  /**
   * What opens watches.
   *
   * @param components of the server, with which they start and stop
   * @param watches where the open ones are kept
   */
  public WebSocketWatches(WebSocketComponents components, Watches watches) {
    this(components, watches, Patience.DEFAULT);
  }

  /** The same with another patience, for tests. */
  WebSocketWatches(WebSocketComponents components, Watches watches, Patience patience) {
    this.components = components;
    this.watches = watches;
    this.patience = patience;
  }

  /**
   * Answers 101 and begins to send, or refuses the handshake.
   *
   * @param answer a watch that has begun
   * @param framed whether its events are protobuf rather than JSON
   */
  void open(
      StreamedResponse answer,
      boolean framed,
      Request request,
      Response response,
      Callback callback,
      Observations.Followed followed) {
    switch (WebSocketHandshake.judge(request.getHeaders())) {
      case Verdict.Refused refused -> refuse(refused, answer, response, callback);
      case Verdict.Accepted(WebSocketHandshake handshake) -> {
        followed.upgrading();
        WebSocketWatch watch =
            new WebSocketWatch(
                answer,
                framed,
                patience,
                watches,
                aborted -> followed.ended(HttpStatus.SWITCHING_PROTOCOLS_101, aborted));
        watches.add(watch);
        AnswerHead.copyWarnings(answer, response);
        upgrade(watch, handshake, request, response, callback);
      }
    }
  }

  private void upgrade(
      WebSocketWatch watch,
      WebSocketHandshake handshake,
      Request request,
      Response response,
      Callback callback) {
    Callback upgraded =
        Callback.from(
            callback::succeeded,
            failure -> {
              watch.abort(failure);
              callback.failed(failure);
            });
    boolean done = false;
    try {
      done =
          HANDSHAKER.upgradeRequest(
              new Terms(watch, handshake), request, response, upgraded, components, null);
    } finally {
      if (!done) {
        watch.abort(new EOFException("the handshake failed"));
      }
    }
    if (!done) {
      refuse(new Verdict.Refused(400, ""), response, callback);
    }
  }

  private static void refuse(
      Verdict.Refused refused, StreamedResponse answer, Response response, Callback callback) {
    answer.cancel(new EOFException("the handshake was refused"));
    refuse(refused, response, callback);
  }

  private static void refuse(Verdict.Refused refused, Response response, Callback callback) {
    response.setStatus(refused.status());
    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    response.write(
        true, ByteBuffer.wrap(refused.text().getBytes(StandardCharsets.US_ASCII)), callback);
  }

  /**
   * What is agreed on: no extensions, as at kube-apiserver, and one frame for each message, since
   * clients in Go take a frame for a message. Only the end of the watch, or a caller that does not
   * read, closes a WebSocket on which nothing happens.
   */
  private record Terms(WebSocketWatch watch, WebSocketHandshake handshake)
      implements WebSocketNegotiator {
    @Override
    public FrameHandler negotiate(
        ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
      response.setExtensions(List.of());
      if (!handshake.subprotocol().isEmpty()) {
        response.setAcceptedSubProtocol(handshake.subprotocol());
      }
      return watch;
    }

    @Override
    public void customize(Configuration configuration) {
      configuration.setIdleTimeout(Duration.ZERO);
      configuration.setMaxFrameSize(0);
    }
  }
}
