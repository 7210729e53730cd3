package dev.jetway.kube;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request for a resource asks: verb, path and query, derived as {@code
 * k8s.io/apiserver/pkg/endpoints/request/requestinfo.go} does.
 *
 * @param verb what it does
 * @param path the tokens of its path, the legacy {@code /watch/} prefix taken out
 * @param query its decoded query
 */
public record RequestInfo(Verb verb, ResourcePath path, QueryString query) {
  private static final Pattern NAME_SELECTOR =
      Pattern.compile("(?:^|,)metadata\\.name==?([^,=!]+)(?:,|$)");

  /**
   * Derives the request's meaning.
   *
   * @param method the HTTP method
   * @param rawPath the raw path
   * @param rawQuery the raw query without question mark, empty if there is none
   * @throws StatusException 400, 404 or 405 as {@link ResourcePath#parse} and the method demand
   */
  public static RequestInfo of(String method, String rawPath, String rawQuery) {
    ResourcePath path = ResourcePath.parse(rawPath);
    QueryString query = QueryString.parse(rawQuery);
    boolean legacyWatch = isLegacyWatch(rawPath);
    Verb verb =
        switch (method) {
          case "GET", "HEAD" -> readVerb(path, query, legacyWatch, method);
          case "POST" -> Verb.CREATE;
          case "PUT" -> Verb.UPDATE;
          case "PATCH" -> Verb.PATCH;
          case "DELETE" -> path.isObject() ? Verb.DELETE : Verb.DELETE_COLLECTION;
          default ->
              throw new StatusException(
                  Status.of(
                      405, "the server does not allow this method on the requested resource"));
        };
    return new RequestInfo(verb, path, query);
  }

  /**
   * The object's name for authorization: that of the path, or the one that a field selector pins.
   */
  public String authorizedName() {
    if (path.isObject() || verb == Verb.CREATE) {
      return path.name();
    }
    Matcher matcher = NAME_SELECTOR.matcher(query.first("fieldSelector").orElse(""));
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Whether nothing is to be persisted. */
  public boolean dryRun() {
    return query.first("dryRun").isPresent();
  }

  private static Verb readVerb(
      ResourcePath path, QueryString query, boolean legacyWatch, String method) {
    if (legacyWatch) {
      return Verb.WATCH;
    }
    if (path.isObject() || method.equals("HEAD")) {
      return Verb.GET;
    }
    return query.isTrue("watch") ? Verb.WATCH : Verb.LIST;
  }

  /** {@code /apis/<g>/<v>/watch/...} or {@code /api/<v>/watch/...}, with something after it. */
  private static boolean isLegacyWatch(String rawPath) {
    List<String> segments = ResourcePath.segments(rawPath);
    int at = segments.getFirst().equals("apis") ? 3 : 2;
    return segments.size() > at + 1 && segments.get(at).equals("watch");
  }
}
