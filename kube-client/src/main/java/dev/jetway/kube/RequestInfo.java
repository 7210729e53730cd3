package dev.jetway.kube;

import java.util.List;

/**
 * What a request for a resource asks: verb, path and query, derived as {@code
 * k8s.io/apiserver/pkg/endpoints/request/requestinfo.go} does.
 *
 * <p>The legacy form {@code /watch/...} is brought into today's: its prefix leaves the path, {@code
 * watch=true} enters the query, and the name of a single object becomes a field selector.
 *
 * @param verb what it does
 * @param path the tokens of its path
 * @param query its decoded query
 */
public record RequestInfo(Verb verb, ResourcePath path, QueryString query) {
  private static final String FIELD_SELECTOR = "fieldSelector";

  /**
   * Derives the request's meaning.
   *
   * @param method the HTTP method
   * @param rawPath the raw path
   * @param rawQuery the raw query without question mark, empty if there is none
   * @throws StatusException 400, 404 or 405 as {@link ResourcePath#parse}, {@link
   *     QueryString#parse} and the method demand
   */
  public static RequestInfo of(String method, String rawPath, String rawQuery) {
    ResourcePath path = ResourcePath.parse(rawPath);
    QueryString query = QueryString.parse(rawQuery);
    if (isLegacyWatch(rawPath)) {
      return legacyWatch(method, path, query);
    }
    Verb verb =
        switch (method) {
          case "GET", "HEAD" -> readVerb(path, query);
          case "POST" -> Verb.CREATE;
          case "PUT" -> Verb.UPDATE;
          case "PATCH" -> Verb.PATCH;
          case "DELETE" -> path.isObject() ? Verb.DELETE : Verb.DELETE_COLLECTION;
          default -> throw methodNotAllowed(path);
        };
    return new RequestInfo(verb, path, query);
  }

  /**
   * The object's name for authorization: that of the path, or for a list or watch the one that a
   * field selector pins; empty if there is none.
   */
  public String authorizedName() {
    if (path.isObject() || (verb != Verb.LIST && verb != Verb.WATCH)) {
      return path.name();
    }
    return FieldSelector.exactMatch(query.first(FIELD_SELECTOR).orElse(""), "metadata.name")
        .filter(RequestInfo::isPathSegment)
        .orElse("");
  }

  /**
   * The namespace for authorization: that of the path, which for a namespace itself is its own
   * name; empty if there is none.
   */
  public String authorizedNamespace() {
    boolean itself = path.namespace().isEmpty() && path.resource().equals("namespaces");
    return itself ? path.name() : path.namespace();
  }

  /** Whether nothing is to be persisted. */
  public boolean dryRun() {
    return query.first("dryRun").isPresent();
  }

  private static Verb readVerb(ResourcePath path, QueryString query) {
    if (path.isObject()) {
      return Verb.GET;
    }
    return query.isTrue("watch") ? Verb.WATCH : Verb.LIST;
  }

  private static RequestInfo legacyWatch(String method, ResourcePath path, QueryString query) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw methodNotAllowed(path);
    }
    QueryString watch = query.with("watch", "true");
    if (!path.isObject()) {
      return new RequestInfo(Verb.WATCH, path, watch);
    }
    if (!isPathSegment(path.name()) || !path.subresource().isEmpty()) {
      throw new StatusException(
          Status.of(404, "the server could not find the requested resource: " + path.toPath()));
    }
    ResourcePath collection =
        new ResourcePath(path.group(), path.version(), path.namespace(), path.resource(), "", "");
    return new RequestInfo(
        Verb.WATCH, collection, watch.with(FIELD_SELECTOR, nameSelector(path.name())));
  }

  private static String nameSelector(String name) {
    return "metadata.name=" + name.replace(",", "\\,").replace("=", "\\=");
  }

  private static boolean isLegacyWatch(String rawPath) {
    List<String> segments = ResourcePath.segments(rawPath);
    int at = segments.getFirst().equals("apis") ? 3 : 2;
    return segments.get(at).equals("watch");
  }

  private static boolean isPathSegment(String name) {
    return !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || c == '%');
  }

  /** In kube-apiserver's words, which has no verb for such a method. */
  private static StatusException methodNotAllowed(ResourcePath path) {
    return new StatusException(
        Status.of(
                405,
                " is not supported on resources of kind \"%s.%s\""
                    .formatted(path.resource(), path.group()))
            .about(path.group(), path.resource(), ""));
  }
}
