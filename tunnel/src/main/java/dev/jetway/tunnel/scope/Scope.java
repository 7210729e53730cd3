package dev.jetway.tunnel.scope;

import static dev.jetway.tunnel.OriginLabels.CLUSTER;
import static dev.jetway.tunnel.OriginLabels.MANAGED;

import dev.jetway.kube.QueryString;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.NamespaceMode.PerNamespace;
import dev.jetway.tunnel.NamespaceMode.Single;
import dev.jetway.tunnel.SingleObjectName;
import dev.jetway.tunnel.offer.GroupVersion;
import dev.jetway.tunnel.offer.OfferSnapshot;
import java.util.List;
import java.util.Set;

/**
 * Decides what a consumer cluster may ask for, from validated tokens alone. No I/O, no state.
 *
 * <p>Offered resources of the cluster's namespaces may be used in every way; all namespaces at once
 * may only be read. Users' lists and watches get the cluster's label put in front of the caller's
 * selector. There it cannot be swallowed: a comma is the only thing that follows it, and selectors
 * have no "or". The connector sees a namespace whole, since it must know whether one is empty;
 * unless the namespace may hold objects of other clusters.
 */
final class Scope {
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final String OFFERS_PATH = "/jetway/v1/offers";
  private static final String LABEL_SELECTOR = "labelSelector";

  private Scope() {}

  /**
   * Decides on one request.
   *
   * @param asked what the caller says that it is about
   * @param requester on whose behalf; {@link DirectScope} has more to say on direct callers
   */
  static ScopeDecision decide(
      Tenant tenant,
      String method,
      String rawPath,
      String rawQuery,
      ConsumerObject asked,
      Requester requester,
      OfferSnapshot offered) {
    try {
      if (!METHODS.contains(method)) {
        throw refused(405, "the method is not one that the control plane's resources have");
      }
      List<String> segments = ResourcePath.segments(rawPath);
      if (isDocument(segments)) {
        return document(method, rawPath, segments, offered);
      }
      if (rawPath.equals(AccessQuestion.PATH)) {
        return review(method, rawQuery);
      }
      RequestInfo info = RequestInfo.of(method, rawPath, rawQuery);
      return info.path().group().isEmpty()
          ? namespaces(tenant, info)
          : resources(tenant, info, asked, requester, offered);
    } catch (StatusException e) {
      return new ScopeDecision.Refused(e.status());
    }
  }

  /** The selector with the cluster's label in front. */
  static QueryString limitedTo(String requirement, QueryString query) {
    String theirs = query.first(LABEL_SELECTOR).orElse("");
    return query.with(LABEL_SELECTOR, theirs.isEmpty() ? requirement : requirement + "," + theirs);
  }

  private static boolean isDocument(List<String> segments) {
    return switch (segments.getFirst()) {
      case "apis" -> segments.size() == 3;
      case "api" -> segments.size() < 3;
      default -> true;
    };
  }

  private static ScopeDecision document(
      String method, String rawPath, List<String> segments, OfferSnapshot offered) {
    boolean v3 = segments.size() == 5 && rawPath.startsWith("/openapi/v3/apis/");
    boolean v2 = rawPath.equals("/openapi/v2");
    boolean discovery = segments.getFirst().equals("apis");
    if (!v2 && !v3 && !discovery && !rawPath.equals(OFFERS_PATH)) {
      throw refused(403, "the path " + rawPath + " is none that a consumer cluster may use");
    }
    if (!method.equals("GET")) {
      throw refused(405, "only GET is possible on " + rawPath);
    }
    if (v2) {
      return new ScopeDecision.OpenApiV2();
    }
    if (!v3 && !discovery) {
      return new ScopeDecision.OffersStream();
    }
    GroupVersion version =
        new GroupVersion(segments.get(segments.size() - 2), segments.get(segments.size() - 1));
    if (offered.discovery(version).isEmpty()) {
      throw refused(404, "the control plane offers nothing in " + version.path());
    }
    return v3 ? new ScopeDecision.OpenApiV3(version) : new ScopeDecision.Discovery(version);
  }

  private static ScopeDecision review(String method, String rawQuery) {
    if (!method.equals("POST") || !rawQuery.isEmpty()) {
      throw refused(405, "reviews of rights can only be created, without parameters");
    }
    return new ScopeDecision.ReviewAccess();
  }

  /** The core group has namespaces, and nothing else that anyone may touch. */
  private static ScopeDecision namespaces(Tenant tenant, RequestInfo info) {
    ResourcePath path = info.path();
    boolean isNamespaces =
        path.version().equals("v1")
            && path.namespace().isEmpty()
            && path.resource().equals("namespaces")
            && path.subresource().isEmpty();
    if (!isNamespaces) {
      throw refused(403, "the core API is not offered to consumer clusters");
    }
    if (tenant.mode() instanceof Single && path.isObject()) {
      throw refused(403, "a cluster whose objects are in one namespace does not touch namespaces");
    }
    return switch (info.verb()) {
      case LIST, WATCH -> {
        String requirement = MANAGED + "=true," + CLUSTER + "=" + tenant.cluster();
        yield new ScopeDecision.Namespaces(
            new RequestInfo(info.verb(), path, limitedTo(requirement, info.query())));
      }
      case GET -> new ScopeDecision.ReadNamespace(path.name());
      case DELETE -> new ScopeDecision.DeleteNamespace(path.name());
      case CREATE, UPDATE, PATCH, DELETE_COLLECTION ->
          throw refused(
              403, "consumer clusters only read and delete namespaces; a create makes them");
    };
  }

  private static ScopeDecision resources(
      Tenant tenant,
      RequestInfo info,
      ConsumerObject asked,
      Requester requester,
      OfferSnapshot offered) {
    ResourcePath path = info.path();
    GroupVersion version = new GroupVersion(path.group(), path.version());
    if (!offered.has(version, path.resource(), path.subresource())) {
      String name =
          path.resource() + (path.subresource().isEmpty() ? "" : "/" + path.subresource());
      throw new StatusException(
          Status.of(404, "the control plane does not offer " + name + " in " + version.path())
              .about(path.group(), path.resource(), ""));
    }
    checkShape(info);
    boolean connector = requester instanceof Requester.Connector;
    if (connector && info.verb().writes()) {
      throw refused(403, "a request that changes something must say on whose behalf");
    }
    return switch (tenant.mode()) {
      case Single single -> inSingleNamespace(tenant.cluster(), single, info, asked, requester);
      case PerNamespace() -> perNamespace(tenant.cluster(), info, connector);
    };
  }

  private static ScopeDecision perNamespace(String cluster, RequestInfo info, boolean connector) {
    ResourcePath path = info.path();
    if (!path.namespace().isEmpty()) {
      return new ScopeDecision.InNamespace(connector ? info : labelled(cluster, info));
    }
    if (path.isObject() || info.verb().writes()) {
      throw refused(403, "all namespaces at once can only be listed and watched");
    }
    return new ScopeDecision.AcrossNamespaces(
        new RequestInfo(info.verb(), path, limitedTo(CLUSTER + "=" + cluster, info.query())));
  }

  /**
   * The namespace may be shared with other clusters. Many objects are read and deleted by the
   * cluster's label; one object must have a name that only this cluster's objects can have, whether
   * it exists or not.
   */
  private static ScopeDecision inSingleNamespace(
      String cluster, Single single, RequestInfo info, ConsumerObject asked, Requester requester) {
    ResourcePath path = info.path();
    if (!path.namespace().equals(single.namespace())) {
      throw refused(
          403,
          "the consumer cluster \""
              + cluster
              + "\" may use the namespace \""
              + single.namespace()
              + "\" alone");
    }
    return switch (info.verb()) {
      case LIST, WATCH, DELETE_COLLECTION ->
          new ScopeDecision.InSingleNamespace(
              new RequestInfo(info.verb(), path, limitedTo(CLUSTER + "=" + cluster, info.query())));
      case CREATE -> new ScopeDecision.InSingleNamespace(info);
      case GET, UPDATE, PATCH, DELETE -> {
        boolean nobodys = !SingleObjectName.isPossible(path.name());
        if (requester instanceof Requester.Direct && !nobodys) {
          yield new ScopeDecision.UnprovenInSingleNamespace(single, info);
        }
        if (!nobodys && !asked.isAt(path.name(), single.clusterId())) {
          throw refused(
              403,
              "the name \""
                  + path.name()
                  + "\" is not the one of object \""
                  + asked.name()
                  + "\" of namespace \""
                  + asked.namespace()
                  + "\" in the consumer cluster \""
                  + cluster
                  + "\"");
        }
        yield new ScopeDecision.InSingleNamespace(info);
      }
    };
  }

  /** A user sees in one namespace what he sees in all: the objects that carry the label. */
  private static RequestInfo labelled(String cluster, RequestInfo info) {
    return switch (info.verb()) {
      case LIST, WATCH ->
          new RequestInfo(
              info.verb(), info.path(), limitedTo(CLUSTER + "=" + cluster, info.query()));
      case GET, CREATE, UPDATE, PATCH, DELETE, DELETE_COLLECTION -> info;
    };
  }

  private static void checkShape(RequestInfo info) {
    boolean fits =
        switch (info.verb()) {
          case GET, UPDATE, PATCH, DELETE -> info.path().isObject();
          case LIST, WATCH, CREATE, DELETE_COLLECTION -> !info.path().isObject();
        };
    if (!fits) {
      throw refused(405, "the server does not allow this method on the requested resource");
    }
  }

  private static StatusException refused(int code, String why) {
    return new StatusException(Status.of(code, why));
  }
}
