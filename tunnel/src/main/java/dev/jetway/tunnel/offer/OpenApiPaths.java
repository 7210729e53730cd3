package dev.jetway.tunnel.offer;

/** Which entries of an OpenAPI document's {@code paths} are about something offered. */
record OpenApiPaths(OfferedResources offered) {
  /** Whether a path such as {@code /apis/g/v/namespaces/{namespace}/things/{name}} is. */
  boolean keeps(String path) {
    String[] segments = path.split("/", -1);
    if (segments.length < 5 || !segments[0].isEmpty() || !segments[1].equals("apis")) {
      return false;
    }
    int at = 4;
    if (segments[at].equals("watch") && segments.length > at + 1) {
      at++;
    }
    if (segments[at].equals("namespaces") && segments.length > at + 2) {
      at += 2;
    }
    String subresource = segments.length > at + 2 ? segments[at + 2] : "";
    return offered.has(new GroupVersion(segments[2], segments[3]), segments[at], subresource);
  }
}
