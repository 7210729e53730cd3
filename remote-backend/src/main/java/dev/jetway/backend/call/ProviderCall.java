package dev.jetway.backend.call;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.ResourceRequest;
import dev.jetway.backend.feed.ResourceKey;
import dev.jetway.backend.namespace.MappedNamespaces;
import dev.jetway.backend.view.Cluster;
import dev.jetway.backend.view.GeneratedNames;
import dev.jetway.backend.view.NamespaceMapping;
import dev.jetway.backend.view.ViewScope;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/**
 * One request of a consumer, to the provider and back.
 *
 * <pre>
 * consumer's request ─► write view, selector view ─► link ─► control plane
 * consumer's answer  ◄─ splicer or status view    ◄─ link ◄─┘
 * </pre>
 *
 * Blocks its thread until the head of the answer is there; the body streams after that without one.
 */
public final class ProviderCall {
  private static final String APPLY = "application/apply-patch";

  private final Surroundings around;
  private final ApiCatalog catalog;
  private final Cluster cluster;
  private final NamespaceMapping mapping;

  /**
   * What calls need of the world around them.
   *
   * @param link the way to the provider
   * @param mapped which provider namespaces there are
   * @param known which objects there are
   * @param generator makes names of objects
   */
  public record Surroundings(
      ControlPlaneLink link,
      MappedNamespaces mapped,
      KnownObjects known,
      GeneratedNames generator) {}

  /** A call in the terms of one cluster and its mapping. */
  public ProviderCall(
      Surroundings around, ApiCatalog catalog, Cluster cluster, NamespaceMapping mapping) {
    this.around = around;
    this.catalog = catalog;
    this.cluster = cluster;
    this.mapping = mapping;
  }

  /**
   * Sends the request and gives the answer.
   *
   * @throws dev.jetway.kube.StatusException with what the caller is told if it cannot be sent, or
   *     is not answered
   */
  public StreamedResponse run(ResourceRequest request) {
    RequestInfo info = request.info();
    Accepted accepted = Accepted.of(request.headers());
    if (info.verb() == Verb.DELETE_COLLECTION) {
      Optional<StreamedResponse> empty = emptyList(info, accepted);
      if (empty.isPresent()) {
        return empty.get();
      }
    }
    try {
      noteNamespace(request);
      StreamedResponse response = send(request, accepted);
      if (info.verb() == Verb.LIST && response.status() >= 500) {
        Optional<StreamedResponse> empty = emptyList(info, accepted);
        empty.ifPresent(_ -> response.cancel(new IOException("it is answered here")));
        return empty.orElse(response);
      }
      noteCreated(info, response);
      return response;
    } catch (LinkException e) {
      Optional<StreamedResponse> empty =
          info.verb() == Verb.LIST ? emptyList(info, accepted) : Optional.empty();
      return empty.orElseThrow(() -> LinkFailure.of(e, info, around.link().name()));
    }
  }

  private StreamedResponse send(ResourceRequest request, Accepted accepted) throws LinkException {
    ViewScope scope = ViewScope.of(cluster, mapping, request.info().path());
    Exchange exchange = new Exchange(around.link(), scope, request, accepted, List.of());
    Optional<StreamedResponse> refusal = new OwnObject(exchange, around.known()).refusal();
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return switch (request.info().verb()) {
      case GET, LIST, WATCH -> ConsumerAnswer.of(exchange.asIs(), exchange);
      case CREATE, UPDATE, PATCH -> new EditCall(exchange, around.generator()).run();
      case DELETE, DELETE_COLLECTION -> DeletionCall.run(exchange);
    };
  }

  /** The namespace is noted before a write may make it; while the link is down none can. */
  private void noteNamespace(ResourceRequest request) throws LinkException {
    RequestInfo info = request.info();
    String namespace = info.path().namespace();
    if (namespace.isEmpty() || mapping.isShared() || !mayCreate(request)) {
      return;
    }
    String provider = mapping.toProvider(namespace);
    if (around.mapped().isNoted(provider)) {
      return;
    }
    if (around.link().state() instanceof LinkState.Down down) {
      throw new LinkException.Down(around.link().name(), down);
    }
    Optional<String> failure = around.mapped().note(provider);
    if (failure.isPresent()) {
      throw new StatusException(
          Status.of(503, failure.get() + "; nothing was sent to the control plane")
              .about(info.path().group(), info.path().resource(), info.path().name()));
    }
  }

  /** As the far end decides whether it makes the namespace. */
  private static boolean mayCreate(ResourceRequest request) {
    Verb verb = request.info().verb();
    String type = Optional.ofNullable(request.headers().get(HttpHeader.CONTENT_TYPE)).orElse("");
    return verb == Verb.CREATE || (verb == Verb.PATCH && type.strip().startsWith(APPLY));
  }

  private void noteCreated(RequestInfo info, StreamedResponse response) {
    boolean created = info.verb() == Verb.CREATE || info.verb() == Verb.PATCH;
    if (created
        && response.status() < 300
        && !info.path().namespace().isEmpty()
        && !mapping.isShared()) {
      around.mapped().noteCreated(mapping.toProvider(info.path().namespace()));
    }
  }

  /**
   * The answer where the provider has nothing of the request's namespace, so that an empty one is a
   * true one. A shared namespace does not tell; what was known last does, when the provider cannot.
   */
  private Optional<StreamedResponse> emptyList(RequestInfo info, Accepted accepted) {
    ResourcePath path = info.path();
    Optional<ApiVersion> version = catalog.find(path.group(), path.version());
    return path.namespace().isEmpty() || version.isEmpty()
        ? Optional.empty()
        : absentAt(path).map(at -> LocalAnswers.emptyList(info, version.get(), accepted, at));
  }

  private Optional<String> absentAt(ResourcePath path) {
    if (!mapping.isShared()) {
      return around.mapped().absentAt(mapping.toProvider(path.namespace()));
    }
    boolean none =
        around.link().state() instanceof LinkState.Down
            && around.known().hasNoneIn(ResourceKey.of(path), path.namespace());
    return none ? Optional.of(around.mapped().resourceVersion()) : Optional.empty();
  }
}
