package dev.jetway.tunnel.dial;

import java.net.URI;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Where a link goes and who it says it is.
 *
 * @param name the name of the connection, for messages
 * @param gateway {@code https://<host>[:<port>]}, port 443 if none is given
 * @param clusterId the UID of the consumer's {@code kube-system} namespace
 * @param token gives the ServiceAccount token, asked for each request; what it throws makes the
 *     request fail with the exception's message
 * @param tls trusts the gateway's authorities; TLS 1.3 and the check of the host name are set on
 *     each connection whatever its defaults are
 * @param proxy the proxies on the way out
 * @param connections how many connections are kept, 1 to 8
 * @param timings when the link gives up and asks again
 */
public record LinkSettings(
    String name,
    URI gateway,
    String clusterId,
    Supplier<String> token,
    SSLContext tls,
    ProxySettings proxy,
    int connections,
    LinkTimings timings) {

  /** The number of connections when nothing else is said. */
  public static final int DEFAULT_CONNECTIONS = 2;

  private static final int MOST_CONNECTIONS = 8;
  private static final int HTTPS_PORT = 443;

  /** Refuses an address that is not a gateway's, and a number of connections out of range. */
  public LinkSettings {
    if (!"https".equals(gateway.getScheme()) || gateway.getHost() == null) {
      throw new IllegalArgumentException(
          "the gateway's address must be https://<host>[:<port>]: " + gateway);
    }
    String path = Objects.requireNonNullElse(gateway.getRawPath(), "");
    if (!path.isEmpty() && !path.equals("/")) {
      throw new IllegalArgumentException("the gateway's address must have no path: " + gateway);
    }
    if (connections < 1 || connections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException(
          "the number of connections must be 1 to " + MOST_CONNECTIONS + ": " + connections);
    }
  }

  /** Two connections, no proxy, the timings of production. */
  public static LinkSettings of(
      String name, URI gateway, String clusterId, Supplier<String> token, SSLContext tls) {
    return new LinkSettings(
        name,
        gateway,
        clusterId,
        token,
        tls,
        ProxySettings.NONE,
        DEFAULT_CONNECTIONS,
        LinkTimings.DEFAULT);
  }

  /** The same with a token from elsewhere. */
  public LinkSettings withToken(Supplier<String> other) {
    return new LinkSettings(name, gateway, clusterId, other, tls, proxy, connections, timings);
  }

  /** The same through these proxies. */
  public LinkSettings withProxy(ProxySettings other) {
    return new LinkSettings(name, gateway, clusterId, token, tls, other, connections, timings);
  }

  /** The same with this many connections. */
  public LinkSettings withConnections(int number) {
    return new LinkSettings(name, gateway, clusterId, token, tls, proxy, number, timings);
  }

  /** The same with other timings. */
  public LinkSettings withTimings(LinkTimings other) {
    return new LinkSettings(name, gateway, clusterId, token, tls, proxy, connections, other);
  }

  /** The gateway's host; an IPv6 address without brackets. */
  String host() {
    String host = gateway.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The gateway's port. */
  int port() {
    return gateway.getPort() < 0 ? HTTPS_PORT : gateway.getPort();
  }

  /** The gateway as messages and Host headers name it. */
  String authority() {
    return gateway.getHost() + ":" + port();
  }
}
