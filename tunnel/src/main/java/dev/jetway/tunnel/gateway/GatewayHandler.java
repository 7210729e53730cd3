package dev.jetway.tunnel.gateway;

import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.HeadTimeoutException;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.SoftwareVersion;
import dev.jetway.tunnel.TunnelHeaders;
import dev.jetway.tunnel.scope.ScopedControlPlane;
import dev.jetway.tunnel.scope.TenantRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What becomes of a request: who is it, is there room, what does the control plane say. Runs on a
 * virtual thread until the head of the answer is there.
 */
final class GatewayHandler extends Handler.Abstract {
  /** What a header takes beside its text, in bytes: two strings and what holds them. */
  private static final int FIELD = 100;

  private final GatewayDoor door;
  private final LiveStreams streams;
  private final ScopedControlPlane controlPlane;
  private final SessionAnswer session;
  private final TokenAnswer tokens;
  private final GatewayLimits limits;
  private final GatewayMetrics metrics;

  GatewayHandler(
      GatewayDoor door,
      LiveStreams streams,
      ScopedControlPlane controlPlane,
      SessionAnswer session,
      TokenAnswer tokens,
      GatewayLimits limits,
      GatewayMetrics metrics) {
    this.door = door;
    this.streams = streams;
    this.controlPlane = controlPlane;
    this.session = session;
    this.tokens = tokens;
    this.limits = limits;
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    GatewayDoor.Guest guest;
    try {
      guest = door.admit(request);
      boolean connector = guest.direct().isEmpty();
      if (connector && tokens.isFor(request)) {
        tokens.write(request, response, guest, callback);
        return true;
      }
      guest.requireMoreThanBootstrap();
      if (connector && session.isFor(request)) {
        session.write(request, response, guest.tenant(), callback);
        TunnelConnection.of(request).introduced(version(request));
        return true;
      }
    } catch (StatusException e) {
      turnAway(e.status(), response, callback);
      return true;
    } catch (ApiUnreachableException e) {
      turnAway(Status.of(503, String.valueOf(e.getMessage())), response, callback);
      return true;
    }
    String verb = "other";
    try {
      verb = verb(request);
      LiveStream stream = open(guest, verb, request);
      answer(guest, verb, stream, request, response, callback);
    } catch (StatusException e) {
      // It is not counted, so nobody waits for what is left of its body.
      refuse(guest, verb, e.status(), response, callback);
    }
    return true;
  }

  private static String version(Request request) {
    return SoftwareVersion.ofPeer(
        Optional.ofNullable(request.getHeaders().get(TunnelHeaders.VERSION)).orElse(""));
  }

  private void turnAway(Status status, Response response, Callback callback) {
    metrics.refusedHandshake(status.code());
    StatusWriter.write(response, status, callback);
  }

  /** What is open counts until all of the request is over, however that comes. */
  private LiveStream open(GatewayDoor.Guest guest, String verb, Request request) {
    boolean watch = verb.equals("watch");
    LiveStream stream =
        streams.open(guest.caller(), guest.cluster(), namespace(request), watch, headSize(request));
    request.addFailureListener(cause -> stream.end(cause, false));
    Request.addCompletionListener(request, _ -> stream.close());
    return stream;
  }

  private void answer(
      GatewayDoor.Guest guest,
      String verb,
      LiveStream stream,
      Request request,
      Response response,
      Callback callback) {
    boolean watch = stream.isWatch();
    RequestBody sent = new RequestBody(request, limits.sizes().body(), limits.times().body());
    try {
      long began = System.nanoTime();
      StreamedResponse answer = exchange(guest, stream, sent, request);
      metrics.head(verb, Duration.ofNanos(System.nanoTime() - began));
      metrics.answered(guest.cluster(), verb, answer.status());
      EndableBody body = new EndableBody(answer, watch);
      stream.answering(body);
      response.setStatus(answer.status());
      for (HttpField header : answer.headers()) {
        response.getHeaders().add(header);
      }
      Callback cancelling =
          Callback.from(
              callback::succeeded,
              cause -> {
                answer.cancel(cause);
                callback.failed(cause);
              });
      pump(body, watch, response, cancelling);
    } catch (StatusException e) {
      refuse(guest, verb, e.status(), response, sent.drainedBefore(callback));
    } catch (IOException e) {
      refuse(guest, verb, noAnswer(e), response, sent.drainedBefore(callback));
    }
  }

  private void refuse(
      GatewayDoor.Guest guest, String verb, Status status, Response response, Callback callback) {
    metrics.answered(guest.cluster(), verb, status.code());
    StatusWriter.write(response, status, callback);
  }

  /** The head of a watch goes out at once: nothing may come for a long time. */
  private static void pump(EndableBody body, boolean watch, Response response, Callback callback) {
    if (!watch) {
      Content.copy(body, response, callback);
      return;
    }
    response.write(
        false,
        ByteBuffer.allocate(0),
        Callback.from(() -> Content.copy(body, response, callback), callback::failed));
  }

  private StreamedResponse exchange(
      GatewayDoor.Guest guest, LiveStream stream, RequestBody sent, Request request)
      throws IOException {
    AtomicLong held = new AtomicLong();
    String cluster = stream.cluster();
    try {
      return stream.await(() ->
          controlPlane.send(
              new TenantRequest(
                  guest.tenant(),
                  request.getMethod(),
                  Optional.ofNullable(request.getHttpURI().getPath()).orElse(""),
                  Optional.ofNullable(request.getHttpURI().getQuery()).orElse(""),
                  request.getHeaders(),
                  body(request, sent, cluster, held),
                  guest.requester(request.getHeaders()),
                  Optional.ofNullable(request.getHeaders().get(TunnelHeaders.AUDIT_ID)).orElse(""),
                  limits.times().head())));
    } finally {
      streams.release(cluster, held.get());
    }
  }

  private Optional<ByteBuffer> body(
      Request request, RequestBody sent, String cluster, AtomicLong held) throws IOException {
    if (request.getMethod().equals("GET")) {
      sent.requireNone();
      return Optional.empty();
    }
    return sent.read(bytes -> {
      streams.hold(cluster, bytes);
      held.addAndGet(bytes);
    });
  }

  /** What the head of a request takes in memory, in bytes. */
  private static long headSize(Request request) {
    long size = request.getHttpURI().asString().length();
    for (HttpField field : request.getHeaders()) {
      String value = Optional.ofNullable(field.getValue()).orElse("");
      size += FIELD + field.getName().length() + value.length();
    }
    return size;
  }

  private static Status noAnswer(IOException e) {
    return e instanceof HeadTimeoutException
        ? Status.of(504, "the control plane did not answer in time: " + e.getMessage())
        : Status.of(503, "the control plane gave no answer: " + e.getMessage());
  }

  private static String verb(Request request) {
    String method = request.getMethod().toLowerCase(Locale.ROOT);
    if (!method.equals("get")) {
      return List.of("post", "put", "patch", "delete").contains(method) ? method : "other";
    }
    String query = Optional.ofNullable(request.getHttpURI().getQuery()).orElse("");
    String path = Optional.ofNullable(request.getHttpURI().getPath()).orElse("");
    boolean watch =
        path.equals(SessionAnswer.OFFERS)
            || path.contains("/watch/")
            || (!query.isEmpty() && QueryString.parse(query).isTrue("watch"));
    return watch ? "watch" : "get";
  }

  /** The namespace that the path names; the path is judged by the scope, not here. */
  private static String namespace(Request request) {
    String path = Optional.ofNullable(request.getHttpURI().getPath()).orElse("");
    if (!path.contains("/namespaces/")) {
      return "";
    }
    return ResourcePath.parse(path).namespace();
  }
}
