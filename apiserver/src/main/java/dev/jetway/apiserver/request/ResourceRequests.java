package dev.jetway.apiserver.request;

import dev.jetway.apiserver.admission.NamespaceLifecycle;
import dev.jetway.apiserver.authorization.AccessReview;
import dev.jetway.apiserver.catalog.ServedApis;
import dev.jetway.apiserver.compression.AcceptedGzip;
import dev.jetway.apiserver.compression.LargeAnswers;
import dev.jetway.apiserver.observation.Observations;
import dev.jetway.backend.RemoteBackend;
import dev.jetway.backend.ResourceRequest;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.UserInfo;
import dev.jetway.kube.Verb;
import dev.jetway.kube.http2.WriteTurns;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/** Answers requests for resources: all gates in order, then the call, then the answer. */
public final class ResourceRequests {
  private final RemoteBackend backend;
  private final Supplier<ServedApis> served;
  private final AccessReview access;
  private final Creation creation;
  private final Watches watches;
  private final WebSocketWatches sockets;

  /**
   * Requests go to this backend.
   *
   * @param served what is served at this moment
   */
  public ResourceRequests(
      RemoteBackend backend,
      Supplier<ServedApis> served,
      AccessReview access,
      NamespaceLifecycle lifecycle,
      Watches watches,
      WebSocketWatches sockets) {
    this.backend = backend;
    this.served = served;
    this.access = access;
    this.creation = new Creation(lifecycle, access, backend);
    this.watches = watches;
    this.sockets = sockets;
  }

  /** Whether a path of these segments names a resource, rather than a document of discovery. */
  public static boolean isResource(List<String> segments) {
    return (segments.size() > 3 && segments.getFirst().equals("apis"))
        || (segments.size() > 2 && segments.getFirst().equals("api"));
  }

  /**
   * An authenticated request.
   *
   * @param path its raw path
   */
  public record Incoming(
      Request request,
      String path,
      HttpFields headers,
      UserInfo user,
      Observations.Followed followed) {}

  /**
   * Answers a request; blocks until the answer's head is there.
   *
   * @throws StatusException if it is refused, or cannot be answered
   * @throws EOFException if the caller has gone
   */
  public void handle(Incoming incoming, Response response, Callback callback) throws EOFException {
    Request request = incoming.request();
    boolean head = request.getMethod().equals("HEAD");
    RequestInfo info = info(request, incoming.path(), head);
    boolean apply = info.verb() == Verb.PATCH && BodyTypes.isApply(incoming.headers());
    incoming.followed().record().resource(info, apply);
    access.check(incoming.user(), info);
    if (info.verb() == Verb.PATCH && !info.path().isObject()) {
      BodyTypes.check(info.verb(), incoming.headers()); // before its name is missed
    }
    served.get().require(info);
    incoming.followed().record().served();
    incoming.followed().working();
    boolean watch = info.verb() == Verb.WATCH;
    if (!watch) {
      RequestTimeout.check(info.query());
    }
    Representation representation =
        Representation.of(
            incoming.headers(), Objects.toString(request.getHttpURI().getQuery(), ""), info.verb());
    Rendering rendering = new Rendering(representation, watch);
    Caller caller = new Caller(request);
    ResourceRequest onward = onward(incoming, info, head, representation);
    creation.check(onward, apply, caller);
    refuseWatchAtTheEnd(watch);
    StreamedResponse answer =
        caller.await(() -> {
          StreamedResponse json = backend.call(onward);
          return encoded(head ? rendering.ofHead(json) : rendering.of(json), info, incoming);
        });
    boolean opened = watch && answer.status() == 200;
    if (opened && !head && WebSocketHandshake.isWanted(request)) {
      sockets.open(
          answer, representation.isFramed(), request, response, callback, incoming.followed());
      return;
    }
    AnswerHead.copy(answer, response);
    if (head) {
      answer.cancel(new EOFException("only the head was asked for"));
      response.write(true, null, callback);
      return;
    }
    AnswerStream stream =
        new AnswerStream(
            answer, representation.isFramed(), response, callback, watches, turns(request, opened));
    if (opened) {
      watches.add(stream);
      stream(stream, response);
    } else {
      stream.iterate();
    }
  }

  /** The events of many watches of one connection are written together. */
  private static Optional<WriteTurns> turns(Request request, boolean watch) {
    return watch
        ? WriteTurns.of(request.getConnectionMetaData().getConnection().getEndPoint())
        : Optional.empty();
  }

  /** Watches are never compressed: each event must reach the caller at once. */
  private static StreamedResponse encoded(
      StreamedResponse answer, RequestInfo info, Incoming incoming) {
    boolean gzip =
        info.verb() != Verb.WATCH
            && AcceptedGzip.asWord(incoming.headers().getValuesList(HttpHeader.ACCEPT_ENCODING));
    return gzip ? LargeAnswers.compressed(answer) : answer;
  }

  private static RequestInfo info(Request request, String path, boolean head) {
    String query = request.getHttpURI().getQuery();
    return RequestInfo.of(head ? "GET" : request.getMethod(), path, query == null ? "" : query);
  }

  private static ResourceRequest onward(
      Incoming incoming, RequestInfo info, boolean head, Representation representation) {
    Optional<ByteBuffer> body = Optional.empty();
    if (info.verb().writes()) {
      if (mustHaveType(info.verb(), incoming.request())) {
        BodyTypes.check(info.verb(), incoming.headers());
      }
      body = RequestBody.read(incoming.request());
    }
    HttpFields headers =
        HttpFields.build(incoming.headers())
            .put(HttpHeader.ACCEPT, representation.accept())
            .asImmutable();
    return new ResourceRequest(
        head ? "GET" : incoming.request().getMethod(),
        target(info),
        headers,
        body,
        incoming.user(),
        incoming.followed().record().auditId());
  }

  /** A create may name an object in its path, which kube-apiserver does not look at. */
  private static RequestInfo target(RequestInfo info) {
    ResourcePath path = info.path();
    if (info.verb() != Verb.CREATE || !path.isObject() || !path.subresource().isEmpty()) {
      return info;
    }
    return new RequestInfo(info.verb(), path.collection(), info.query());
  }

  /** A deletion without a body may say anything of the type that it would have. */
  private static boolean mustHaveType(Verb verb, Request request) {
    return switch (verb) {
      case DELETE, DELETE_COLLECTION -> request.getLength() != 0;
      case GET, LIST, WATCH, CREATE, UPDATE, PATCH -> true;
    };
  }

  private void refuseWatchAtTheEnd(boolean watch) {
    if (watch && watches.isEnding()) {
      // 429 makes informers wait and resume where they were; 503 would make them list again.
      throw new StatusException(Status.of(429, "the server is shutting down"));
    }
  }

  /** Sends the head at once, so that the caller knows that it watches, and then each event. */
  private static void stream(AnswerStream stream, Response response) {
    response.write(
        false, null, Callback.from(InvocationType.NON_BLOCKING, stream::iterate, stream::failed));
  }
}
