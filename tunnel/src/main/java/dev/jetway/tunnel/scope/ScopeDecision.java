package dev.jetway.tunnel.scope;

import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.Status;
import dev.jetway.tunnel.NamespaceMode.Single;
import dev.jetway.tunnel.offer.Document;
import dev.jetway.tunnel.offer.GroupVersion;

/** What becomes of a request. */
sealed interface ScopeDecision {
  /**
   * It concerns objects of one provider namespace, and goes on once that is known to be the
   * cluster's.
   */
  record InNamespace(RequestInfo info) implements ScopeDecision {}

  /**
   * It concerns objects in the one namespace of a cluster that has one, and is limited to the
   * cluster's own: by the query, or by the name that was checked.
   */
  record InSingleNamespace(RequestInfo info) implements ScopeDecision {}

  /** It reads all of the cluster's namespaces; the query holds the cluster's label already. */
  record AcrossNamespaces(RequestInfo info) implements ScopeDecision {}

  /** It lists or watches the cluster's namespaces; the query holds the labels already. */
  record Namespaces(RequestInfo info) implements ScopeDecision {}

  /** It reads one namespace, if that is the cluster's. */
  record ReadNamespace(String name) implements ScopeDecision {}

  /** It deletes one namespace, if that is the cluster's. */
  record DeleteNamespace(String name) implements ScopeDecision {}

  /** It asks for the discovery of an offered group/version. */
  record Discovery(GroupVersion version) implements ScopeDecision {}

  /** It asks for the OpenAPI v3 document of an offered group/version. */
  record OpenApiV3(GroupVersion version) implements ScopeDecision {}

  /** It asks for the OpenAPI v2 document. */
  record OpenApiV2() implements ScopeDecision {}

  /** It asks for a document that is made of what is offered. */
  record Published(Document document, String contentType) implements ScopeDecision {}

  /** It asks for the version of the control plane. */
  record ServerVersion() implements ScopeDecision {}

  /**
   * It concerns one object in the one namespace of a cluster that has one, and says nothing of how
   * the consumer calls it: that is to be found out, and the name checked by it.
   */
  record UnprovenInSingleNamespace(Single single, RequestInfo info) implements ScopeDecision {}

  /** It asks to be told what is offered, from now on. */
  record OffersStream() implements ScopeDecision {}

  /** It asks what its user may do; its body is judged by {@link AccessQuestion}. */
  record ReviewAccess() implements ScopeDecision {}

  /** It goes nowhere. */
  record Refused(Status status) implements ScopeDecision {}
}
