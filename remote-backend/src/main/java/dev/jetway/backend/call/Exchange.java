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
import dev.jetway.tunnel.TunnelHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
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
 */
record Exchange(
    ControlPlaneLink link, ViewScope scope, ResourceRequest request, Accepted accepted) {
  /**
   * How long the head of an answer may take: below the 60 s after which kube-apiserver gives up.
   */
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(30);

  /** A LIST has its head only when the provider has read it all. */
  private static final Duration LIST_HEAD_TIMEOUT = Duration.ofSeconds(55);

  RequestInfo info() {
    return request.info();
  }

  /**
   * The consumer's request as it is, its query translated; the body, if any, needs no translation.
   */
  StreamedResponse asIs() throws LinkException {
    return send(request.body(), contentType(), SelectorView.toProvider(info().query(), scope));
  }

  /** The consumer's request with another body. */
  StreamedResponse withBody(ByteBuffer body, String contentType) throws LinkException {
    return send(Optional.of(body), contentType, SelectorView.toProvider(info().query(), scope));
  }

  /** The consumer's request with its own body, which changes nothing. */
  StreamedResponse trial(ByteBuffer body) throws LinkException {
    QueryString dryRun = info().query().with("dryRun", "All");
    return send(Optional.of(body), contentType(), SelectorView.toProvider(dryRun, scope));
  }

  /** The consumer's delete with other options. */
  StreamedResponse delete(Optional<ByteBuffer> options, QueryString query) throws LinkException {
    String type = options.isPresent() ? contentType() : "";
    return send(options, type, SelectorView.toProvider(query, scope));
  }

  /** What the request's path names as the provider has it, or its answer why not. */
  StreamedResponse current() throws LinkException {
    return call("GET", providerPath().toPath(), QueryString.EMPTY, Optional.empty(), "");
  }

  /** One object of the request's collection as the provider has it, or its answer why not. */
  StreamedResponse current(String name) throws LinkException {
    return call("GET", objectPath(name), QueryString.EMPTY, Optional.empty(), "");
  }

  /** The collection of the request as the provider has it. */
  StreamedResponse collection(QueryString query) throws LinkException {
    ResourcePath collection = providerPath();
    return call(
        "GET", collection.toPath(), SelectorView.toProvider(query, scope), Optional.empty(), "");
  }

  /** A merge patch of one object of the request's collection. */
  StreamedResponse mergePatch(String name, ByteBuffer patch) throws LinkException {
    return call(
        "PATCH",
        objectPath(name),
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

  private StreamedResponse send(Optional<ByteBuffer> body, String contentType, QueryString query)
      throws LinkException {
    HttpFields.Mutable headers = headers(accepted.header(), contentType);
    return link.send(
        new LinkRequest(
            request.method().equals("HEAD") ? "GET" : request.method(),
            providerPath().toPath(),
            query.encode(),
            headers,
            body,
            Optional.of(request.user()),
            request.auditId(),
            info().verb() == Verb.LIST ? LIST_HEAD_TIMEOUT : HEAD_TIMEOUT));
  }

  private StreamedResponse call(
      String method, String path, QueryString query, Optional<ByteBuffer> body, String contentType)
      throws LinkException {
    return link.send(
        new LinkRequest(
            method,
            path,
            query.encode(),
            headers("application/json", contentType),
            body,
            Optional.of(request.user()),
            request.auditId(),
            HEAD_TIMEOUT));
  }

  private HttpFields.Mutable headers(String accept, String contentType) {
    HttpFields.Mutable headers = HttpFields.build().put(HttpHeader.ACCEPT, accept);
    if (!contentType.isEmpty()) {
      headers.put(HttpHeader.CONTENT_TYPE, contentType);
    }
    Optional.ofNullable(request.headers().get(HttpHeader.USER_AGENT))
        .ifPresent(agent -> headers.put(HttpHeader.USER_AGENT, agent));
    if (!scope.namespace().isEmpty()) {
      headers.put(TunnelHeaders.NAMESPACE, scope.namespace());
    }
    return headers;
  }

  private String objectPath(String name) {
    ResourcePath path = info().path();
    return new ResourcePath(
            path.group(), path.version(), scope.providerNamespace(), path.resource(), name, "")
        .toPath();
  }

  private ResourcePath providerPath() {
    return info().path().inNamespace(scope.providerNamespace());
  }
}
