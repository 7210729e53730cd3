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
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

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
    boolean nothingThere = nothingThere(info.path());
    if (nothingThere && info.verb() == Verb.DELETE_COLLECTION) {
      return emptyList(info, accepted);
    }
    try {
      StreamedResponse response = send(request, accepted);
      if (nothingThere && info.verb() == Verb.LIST && response.status() >= 500) {
        response.cancel(new IOException("it is answered here"));
        return emptyList(info, accepted);
      }
      noteNamespace(info, response);
      return response;
    } catch (LinkException e) {
      if (nothingThere && info.verb() == Verb.LIST) {
        return emptyList(info, accepted);
      }
      throw LinkFailure.of(e, info, around.link().name());
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

  /**
   * Whether the provider has nothing of the request's namespace, so that an empty answer is a true
   * one. A shared namespace does not tell; what was known last does, when the provider cannot.
   */
  private boolean nothingThere(ResourcePath path) {
    if (path.namespace().isEmpty()) {
      return false;
    }
    return mapping.isShared()
        ? around.link().state() instanceof LinkState.Down
            && around.known().hasNoneIn(ResourceKey.of(path), path.namespace())
        : around.mapped().isKnownAbsent(mapping.toProvider(path.namespace()));
  }

  private void noteNamespace(RequestInfo info, StreamedResponse response) {
    boolean created = info.verb() == Verb.CREATE || info.verb() == Verb.PATCH;
    if (created
        && response.status() < 300
        && !info.path().namespace().isEmpty()
        && !mapping.isShared()) {
      around.mapped().noteCreated(mapping.toProvider(info.path().namespace()));
    }
  }

  private StreamedResponse emptyList(RequestInfo info, Accepted accepted) {
    ApiVersion version = catalog.find(info.path().group(), info.path().version()).orElseThrow();
    return LocalAnswers.emptyList(info, version, accepted, around.mapped().resourceVersion());
  }
}
