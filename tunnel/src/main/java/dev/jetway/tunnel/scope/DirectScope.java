package dev.jetway.tunnel.scope;

import dev.jetway.kube.AggregatedDiscovery;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.offer.ApiDocuments;
import dev.jetway.tunnel.offer.Document;
import dev.jetway.tunnel.offer.OfferSnapshot;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Decides what an ordinary client may ask for that the control plane let in for a cluster: what a
 * user of the cluster may, in the control plane's own namespaces and names, and the documents that
 * a client reads first. No I/O, no state.
 *
 * <p>Nothing of the tunnel's own is there. Of namespaces it sees its cluster's, and deletes none.
 */
final class DirectScope {
  private static final String JSON = "application/json";
  private static final List<String> TUNNEL = List.of("tunnel", "jetway");

  private DirectScope() {}

  /** Decides on one request. */
  static ScopeDecision decide(
      Tenant tenant,
      String method,
      String rawPath,
      String rawQuery,
      HttpFields headers,
      Requester.Direct requester,
      OfferSnapshot offered) {
    try {
      requirePlain(headers);
      List<String> segments = ResourcePath.segments(rawPath);
      if (TUNNEL.contains(segments.getFirst())) {
        throw refused(403, "the path " + rawPath + " is for connectors alone");
      }
      if (rawPath.equals("/openapi/v2")) {
        requireJson(headers);
      }
      Optional<ScopeDecision> index = index(method, rawPath, segments, headers, offered);
      return index.isPresent()
          ? index.get()
          : restricted(
              tenant,
              Scope.decide(
                  tenant, method, rawPath, rawQuery, ConsumerObject.UNSAID, requester, offered));
    } catch (StatusException e) {
      return new ScopeDecision.Refused(e.status());
    }
  }

  /** Who believes that he acts as somebody else must not act as himself. */
  private static void requirePlain(HttpFields headers) {
    boolean impersonates =
        headers.stream().anyMatch(field -> field.getLowerCaseName().startsWith("impersonate-"));
    if (impersonates) {
      throw refused(403, "nobody can be impersonated through the gateway");
    }
  }

  private static void requireJson(HttpFields headers) {
    List<String> forms = headers.getCSV(HttpHeader.ACCEPT, false);
    if (!forms.isEmpty() && forms.stream().noneMatch(DirectScope::isJson)) {
      throw refused(406, "only the following media types are accepted: application/json");
    }
  }

  private static boolean isJson(String form) {
    return form.startsWith(JSON) || form.startsWith("*/*") || form.startsWith("application/*");
  }

  private static Optional<ScopeDecision> index(
      String method,
      String rawPath,
      List<String> segments,
      HttpFields headers,
      OfferSnapshot offered) {
    ApiDocuments indexes = offered.indexes();
    boolean inAggregate = prefersAggregate(headers);
    String type = inAggregate ? AggregatedDiscovery.MEDIA_TYPE : JSON;
    Optional<ScopeDecision> decision =
        switch (rawPath) {
          case "/api" -> published(indexes.coreVersions(inAggregate), type);
          case "/apis" -> published(indexes.groupList(inAggregate), type);
          case "/api/v1" -> published(indexes.core(), JSON);
          case "/openapi/v3" -> published(indexes.openApiV3Root(), JSON);
          case "/version" -> Optional.of(new ScopeDecision.ServerVersion());
          default ->
              segments.size() == 2 && segments.getFirst().equals("apis")
                  ? published(group(segments.get(1), indexes), JSON)
                  : Optional.empty();
        };
    if (decision.isPresent() && !method.equals("GET")) {
      throw refused(405, "only GET is possible on " + rawPath);
    }
    return decision;
  }

  private static Optional<ScopeDecision> published(Document document, String type) {
    return Optional.of(new ScopeDecision.Published(document, type));
  }

  private static Document group(String name, ApiDocuments indexes) {
    return indexes
        .group(name)
        .orElseThrow(() -> refused(404, "the control plane offers nothing in apis/" + name));
  }

  /** Clients name the forms that they know with the best one first. */
  private static boolean prefersAggregate(HttpFields headers) {
    return headers.getCSV(HttpHeader.ACCEPT, false).stream()
        .map(form -> form.replace(" ", ""))
        .filter(DirectScope::isJson)
        .map(form -> form.split(";q=", 2)[0])
        .filter(form -> form.equals(AggregatedDiscovery.MEDIA_TYPE) || !form.contains(";as="))
        .findFirst()
        .filter(AggregatedDiscovery.MEDIA_TYPE::equals)
        .isPresent();
  }

  private static ScopeDecision restricted(Tenant tenant, ScopeDecision decision) {
    return switch (decision) {
      case ScopeDecision.DeleteNamespace _ ->
          throw refused(403, "namespaces of the control plane go when the cluster deletes its own");
      case ScopeDecision.InSingleNamespace(RequestInfo info) when info.verb() == Verb.CREATE ->
          throw refused(
              403,
              ("objects of the consumer cluster \"%s\" are made in the cluster: their names here are made of those"
                      + " that they have there")
                  .formatted(tenant.cluster()));
      default -> decision;
    };
  }

  private static StatusException refused(int code, String why) {
    return new StatusException(Status.of(code, why));
  }
}
