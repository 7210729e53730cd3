package dev.jetway.tunnel.offer;

import java.util.Optional;

/** Which entries of an OpenAPI document's {@code paths} are about something offered. */
record OpenApiPaths(OfferedResources offered) {
  /** What a path is about; the subresource is empty if it is none. */
  record Target(GroupVersion version, String resource, String subresource) {}

  /** Whether a path such as {@code /apis/g/v/namespaces/{namespace}/things/{name}} is. */
  boolean keeps(String path) {
    return target(path)
        .filter(to -> offered.has(to.version(), to.resource(), to.subresource()))
        .isPresent();
  }

  /** Takes a path apart; empty if it is not about a resource of a group. */
  static Optional<Target> target(String path) {
    String[] segments = path.split("/", -1);
    if (segments.length < 5 || !segments[0].isEmpty() || !segments[1].equals("apis")) {
      return Optional.empty();
    }
    int at = 4;
    if (segments[at].equals("watch") && segments.length > at + 1) {
      at++;
    }
    if (segments[at].equals("namespaces") && segments.length > at + 2) {
      at += 2;
    }
    String subresource = segments.length > at + 2 ? segments[at + 2] : "";
    return Optional.of(
        new Target(new GroupVersion(segments[2], segments[3]), segments[at], subresource));
  }
}
