package dev.jetway.backend.bind;

import dev.jetway.backend.ResourceRequest;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.OriginLabels;
import java.util.SortedSet;

/**
 * What a request for a resource may be about where that is not bound in all namespaces. A pure
 * function of the request.
 *
 * @param reach where the resource is bound
 */
record NamespaceLimit(Reach reach) {
  private static final String LABELS = "labelSelector";

  /** No object can meet it, and every server and cache understands it. */
  private static final String NOTHING = "jetway.dev/not-bound,!jetway.dev/not-bound";

  static NamespaceLimit of(Reach reach) {
    return new NamespaceLimit(reach);
  }

  /**
   * The request as it goes on.
   *
   * @throws StatusException 404 for an object where the resource is not bound, 403 for a write
   */
  ResourceRequest apply(ResourceRequest request) {
    return switch (reach) {
      case Reach.Everywhere _ -> request;
      case Reach.Namespaces(SortedSet<String> names) -> within(names, request);
    };
  }

  private static ResourceRequest within(SortedSet<String> names, ResourceRequest request) {
    ResourcePath path = request.info().path();
    if (path.namespace().isEmpty()) {
      return selecting(request, OriginLabels.NAMESPACE + " in (" + String.join(",", names) + ")");
    }
    if (names.contains(path.namespace())) {
      return request;
    }
    return switch (request.info().verb()) {
      case LIST, WATCH, DELETE_COLLECTION -> selecting(request, NOTHING);
      case GET, DELETE ->
          throw new StatusException(Status.notFound(path.group(), path.resource(), path.name()));
      case CREATE, UPDATE, PATCH ->
          throw new StatusException(
              Status.of(
                      403,
                      ("%s.%s is not bound in namespace \"%s\": make an APIBinding there, or a"
                              + " ClusterAPIBinding for all namespaces")
                          .formatted(path.resource(), path.group(), path.namespace()))
                  .about(path.group(), path.resource(), path.name()));
    };
  }

  private static ResourceRequest selecting(ResourceRequest request, String requirement) {
    RequestInfo info = request.info();
    QueryString query = info.query();
    String theirs = query.first(LABELS).orElse("");
    QueryString limited =
        query.with(LABELS, theirs.isBlank() ? requirement : theirs + "," + requirement);
    return new ResourceRequest(
        request.method(),
        new RequestInfo(info.verb(), info.path(), limited),
        request.headers(),
        request.body(),
        request.user(),
        request.auditId());
  }
}
