package dev.jetway.kube;

import java.net.URI;
import java.util.Optional;

/**
 * Where an API server is, whom to trust there, and as whom to come.
 *
 * @param name for messages and logs, for example the context of a kubeconfig
 * @param server {@code https://host:port}, optionally with a path that goes before every request's
 *     path; {@code http} only without credentials
 * @param caPem the certificate authorities to trust, as PEM; empty for the Java runtime's own
 * @param tlsServerName the name that the server's certificate must have, where it is not the host
 *     of {@code server}
 * @param credentials as whom to come
 * @param proxy {@code http}, {@code https} or {@code socks5} proxy to go through
 */
public record ApiServerEndpoint(
    String name,
    URI server,
    Optional<String> caPem,
    Optional<String> tlsServerName,
    ApiCredentials credentials,
    Optional<URI> proxy) {

  /**
   * Checks the address.
   *
   * @throws IllegalArgumentException if {@code server} is not such an address, or credentials would
   *     cross the network in the clear
   */
  public ApiServerEndpoint {
    String scheme = server.getScheme();
    if (!"https".equals(scheme) && !"http".equals(scheme)) {
      throw new IllegalArgumentException("server must be an http or https address: " + server);
    }
    if (server.getHost() == null
        || server.getRawUserInfo() != null
        || server.getRawQuery() != null
        || server.getRawFragment() != null) {
      throw new IllegalArgumentException("server must have a host, and no user, query or fragment");
    }
    if (scheme.equals("http") && !(credentials instanceof ApiCredentials.Anonymous)) {
      throw new IllegalArgumentException("credentials are not sent over plain http: " + server);
    }
  }

  /** An endpoint that is reached without a proxy. */
  public ApiServerEndpoint(
      String name,
      URI server,
      Optional<String> caPem,
      Optional<String> tlsServerName,
      ApiCredentials credentials) {
    this(name, server, caPem, tlsServerName, credentials, Optional.empty());
  }

  /** The port, also where the address leaves it to the scheme. */
  public int port() {
    if (server.getPort() > 0) {
      return server.getPort();
    }
    return server.getScheme().equals("https") ? 443 : 80;
  }

  /** The path before every request's path: empty, or beginning and not ending with a slash. */
  String basePath() {
    String path = server.getRawPath() == null ? "" : server.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  @Override
  public String toString() {
    return "ApiServerEndpoint[" + name + " " + server + " " + credentials + "]";
  }
}
