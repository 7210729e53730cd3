package dev.jetway.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The path of a request for a resource, parsed raw into validated tokens.
 *
 * <p>A security decision rests on it: kube-apiserver authorises and forwards {@code
 * /namespaces/a/things/../../b/things/x} as given, so whoever resolves the dots later lands in
 * {@code b}. Therefore the raw path is split and every segment must be a plain token; {@code .},
 * {@code ..}, empty segments, {@code %} escapes, {@code \}, {@code ;} and control characters are
 * refused, and a path that goes further is built from the tokens alone.
 *
 * @param group the API group, empty for the core group under {@code /api}
 * @param version the API version
 * @param namespace empty if the path names none
 * @param resource the plural resource
 * @param name empty for a collection
 * @param subresource empty if there is none
 */
public record ResourcePath(
    String group,
    String version,
    String namespace,
    String resource,
    String name,
    String subresource) {

  /** Longest raw path that is looked at. */
  public static final int MAX_LENGTH = 4096;

  /** What follows a namespace's name and is no resource in it, whatever the group. */
  private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

  /**
   * Parses a raw, still encoded path such as {@code
   * /apis/example.org/v1/namespaces/a/things/x/status}.
   *
   * @throws StatusException 400 if a segment is not a plain token; 404 if it is well formed but no
   *     resource path
   */
  public static ResourcePath parse(String rawPath) {
    List<String> segments = segments(rawPath);
    int next;
    String group;
    if (segments.size() >= 4 && segments.getFirst().equals("apis")) {
      group = segments.get(1);
      next = 2;
    } else if (segments.size() >= 3 && segments.getFirst().equals("api")) {
      group = "";
      next = 1;
    } else {
      throw notAResource(rawPath);
    }
    String version = segments.get(next++);
    if (segments.get(next).equals("proxy")) {
      throw notAResource(rawPath); // a verb that Kubernetes still reserves
    }
    if (segments.get(next).equals("watch")) {
      next++; // the legacy /watch/ prefix; what it means for the verb is RequestInfo's to know
    }
    List<String> rest = segments.subList(next, segments.size());
    String namespace = "";
    if (rest.size() >= 3
        && rest.getFirst().equals("namespaces")
        && !NAMESPACE_SUBRESOURCES.contains(rest.get(2))) {
      namespace = rest.get(1);
      rest = rest.subList(2, rest.size());
    }
    if (rest.isEmpty() || rest.size() > 3) {
      throw notAResource(rawPath);
    }
    return new ResourcePath(
        group,
        version,
        namespace,
        rest.getFirst(),
        rest.size() > 1 ? rest.get(1) : "",
        rest.size() > 2 ? rest.get(2) : "");
  }

  /**
   * Splits a raw path into plain tokens.
   *
   * @throws StatusException 400 if a segment is empty, {@code .}, {@code ..}, or holds a character
   *     that a token must not have
   */
  public static List<String> segments(String rawPath) {
    if (rawPath.length() > MAX_LENGTH) {
      throw refused("is longer than " + MAX_LENGTH + " characters");
    }
    if (!rawPath.startsWith("/")) {
      throw refused("does not start with a slash");
    }
    List<String> segments = new ArrayList<>(8);
    int start = 1;
    for (int i = 1; i <= rawPath.length(); i++) {
      if (i == rawPath.length() || rawPath.charAt(i) == '/') {
        segments.add(token(rawPath.substring(start, i)));
        start = i + 1;
      } else {
        check(rawPath.charAt(i));
      }
    }
    return segments;
  }

  /** The path again, built from the tokens alone. */
  public String toPath() {
    StringBuilder path = new StringBuilder(64);
    if (group.isEmpty()) {
      path.append("/api/").append(version);
    } else {
      path.append("/apis/").append(group).append('/').append(version);
    }
    if (!namespace.isEmpty()) {
      path.append("/namespaces/").append(namespace);
    }
    path.append('/').append(resource);
    if (!name.isEmpty()) {
      path.append('/').append(name);
    }
    if (!subresource.isEmpty()) {
      path.append('/').append(subresource);
    }
    return path.toString();
  }

  /** The same path in another namespace; an empty one leaves the namespace out. */
  public ResourcePath inNamespace(String otherNamespace) {
    return new ResourcePath(group, version, otherNamespace, resource, name, subresource);
  }

  /** The object itself. */
  public ResourcePath withoutSubresource() {
    return new ResourcePath(group, version, namespace, resource, name, "");
  }

  /** The collection that the object is in. */
  public ResourcePath collection() {
    return new ResourcePath(group, version, namespace, resource, "", "");
  }

  /** Whether one object is named, rather than a collection. */
  public boolean isObject() {
    return !name.isEmpty();
  }

  private static String token(String segment) {
    if (segment.isEmpty()) {
      throw refused("has an empty segment");
    }
    if (segment.equals(".") || segment.equals("..")) {
      throw refused("has a dot segment");
    }
    return segment;
  }

  /**
   * RFC 3986 unreserved characters, and those sub-delimiters and marks that Kubernetes names may
   * hold.
   */
  private static void check(char c) {
    boolean letterOrDigit =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    boolean plain = letterOrDigit || "-._~:@$+,=!".indexOf(c) >= 0;
    if (!plain) {
      throw refused(
          c < ' ' || c > '~' ? "has a control or non-ASCII character" : "has a '" + c + "'");
    }
  }

  private static StatusException refused(String why) {
    return new StatusException(
        Status.of(400, "the request path " + why + "; only plain path segments are accepted"));
  }

  private static StatusException notAResource(String rawPath) {
    return new StatusException(
        Status.of(404, "the server could not find the requested resource: " + rawPath));
  }
}
