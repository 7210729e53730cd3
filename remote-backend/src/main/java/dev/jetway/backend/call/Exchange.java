package dev.jetway.backend.call;

import dev.jetway.backend.ResourceRequest;
import dev.jetway.backend.view.SelectorView;
import dev.jetway.backend.view.ViewScope;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.SingleObjectName;
import dev.jetway.tunnel.TunnelHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * One consumer request and the link that carries it: builds each provider request that it takes,
 * always on behalf of the same user.
 *
 * @param link the way to the provider
 * @param scope whose view it is
 * @param request the consumer's request
 * @param accepted what the consumer takes back
 * @param bodyNames how the request's body calls the object, where the provider calls it otherwise
 */
record Exchange(
    ControlPlaneLink link,
    ViewScope scope,
    ResourceRequest request,
    Accepted accepted,
    List<String> bodyNames) {
  /**
   * How long the head of an answer may take: below the 60 s after which kube-apiserver gives up.
   */
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(30);

  private static final String INCLUDE_OBJECT = "includeObject";
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";

  /** A LIST has its head only when the provider has read it all. */
  private static final Duration LIST_HEAD_TIMEOUT = Duration.ofSeconds(55);

  /** The same with what its body calls the object; an empty name is none. */
  Exchange named(String bodyName) {
    return bodyName.isEmpty()
        ? this
        : new Exchange(link, scope, request, accepted, List.of(bodyName));
  }

  /**
   * Whether the consumer wants rows without objects, and the provider must be asked for them, since
   * only they say how the consumer calls what the row is about.
   */
  boolean hidesRowObjects() {
    return scope.mapping().isShared()
        && accepted.table()
        && info().query().first(INCLUDE_OBJECT).filter("None"::equals).isPresent();
  }

  RequestInfo info() {
    return request.info();
  }

  /**
   * The consumer's request as it is, its query translated; the body, if any, needs no translation.
   */
  StreamedResponse asIs() throws LinkException {
    QueryString query =
        hidesRowObjects() ? info().query().with(INCLUDE_OBJECT, "Metadata") : info().query();
    return send(request.body(), contentType(), query);
  }

  /** The consumer's request with another body. */
  StreamedResponse withBody(ByteBuffer body, String contentType) throws LinkException {
    return send(Optional.of(body), contentType, info().query());
  }

  /** The consumer's request with its own body, which changes nothing. */
  StreamedResponse trial(ByteBuffer body) throws LinkException {
    QueryString dryRun = info().query().with("dryRun", "All");
    return send(Optional.of(body), contentType(), dryRun);
  }

  /** The consumer's delete with other options. */
  StreamedResponse delete(Optional<ByteBuffer> options, QueryString query) throws LinkException {
    String type = options.isPresent() ? contentType() : "";
    return send(options, type, query);
  }

  /** What the request's path names as the provider has it, or its answer why not. */
  StreamedResponse current() throws LinkException {
    return call("GET", info().path(), QueryString.EMPTY, Optional.empty(), "");
  }

  /** One object of the request's collection as the provider has it, or its answer why not. */
  StreamedResponse current(String name) throws LinkException {
    return call("GET", object(name), QueryString.EMPTY, Optional.empty(), "");
  }

  /** The metadata of the object that the path names, asked for in the connector's own name. */
  StreamedResponse metadata() throws LinkException {
    ResourcePath object = object(info().path().name());
    return link.send(
        new LinkRequest(
            "GET",
            toProvider(object).toPath(),
            "",
            headers(METADATA, "", object.name()),
            Optional.empty(),
            Optional.empty(),
            request.auditId(),
            HEAD_TIMEOUT));
  }

  /** The collection of the request as the provider has it. */
  StreamedResponse collection(QueryString query) throws LinkException {
    return call("GET", info().path(), SelectorView.toProvider(query, scope), Optional.empty(), "");
  }

  /** A merge patch of one object of the request's collection. */
  StreamedResponse mergePatch(String name, ByteBuffer patch) throws LinkException {
    return call(
        "PATCH",
        object(name),
        QueryString.EMPTY,
        Optional.of(patch),
        "application/merge-patch+json");
  }

  /** The content type of the consumer's body, without parameters. */
  String contentType() {
    String value = Optional.ofNullable(request.headers().get(HttpHeader.CONTENT_TYPE)).orElse("");
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
  }

  /** Sends the consumer's request; selectors are those of the requests that are about many. */
  private StreamedResponse send(Optional<ByteBuffer> body, String contentType, QueryString query)
      throws LinkException {
    HttpFields.Mutable headers = headers(accepted.header(), contentType, info().path().name());
    QueryString translated =
        switch (info().verb()) {
          case LIST, WATCH, DELETE_COLLECTION -> SelectorView.toProvider(query, scope);
          case GET, CREATE, UPDATE, PATCH, DELETE -> query;
        };
    return link.send(
        new LinkRequest(
            request.method().equals("HEAD") ? "GET" : request.method(),
            toProvider(info().path()).toPath(),
            translated.encode(),
            headers,
            body,
            Optional.of(request.user()),
            request.auditId(),
            info().verb() == Verb.LIST ? LIST_HEAD_TIMEOUT : HEAD_TIMEOUT));
  }

  private StreamedResponse call(
      String method,
      ResourcePath path,
      QueryString query,
      Optional<ByteBuffer> body,
      String contentType)
      throws LinkException {
    return link.send(
        new LinkRequest(
            method,
            toProvider(path).toPath(),
            query.encode(),
            headers("application/json", contentType, path.name()),
            body,
            Optional.of(request.user()),
            request.auditId(),
            HEAD_TIMEOUT));
  }

  private HttpFields.Mutable headers(String accept, String contentType, String name) {
    HttpFields.Mutable headers = HttpFields.build().put(HttpHeader.ACCEPT, accept);
    if (!contentType.isEmpty()) {
      headers.put(HttpHeader.CONTENT_TYPE, contentType);
    }
    Optional.ofNullable(request.headers().get(HttpHeader.USER_AGENT))
        .ifPresent(agent -> headers.put(HttpHeader.USER_AGENT, agent));
    if (!scope.namespace().isEmpty()) {
      headers.put(TunnelHeaders.NAMESPACE, scope.namespace());
    }
    if (scope.mapping().isShared() && SingleObjectName.isPossible(name)) {
      headers.put(TunnelHeaders.NAME, name); // proves that the path names one of ours
    }
    return headers;
  }

  private ResourcePath object(String name) {
    ResourcePath path = info().path();
    return new ResourcePath(
        path.group(), path.version(), path.namespace(), path.resource(), name, "");
  }

  private ResourcePath toProvider(ResourcePath path) {
    return new ResourcePath(
        path.group(),
        path.version(),
        scope.providerNamespace(),
        path.resource(),
        scope.nameAtProvider(path.name()),
        path.subresource());
  }
}
