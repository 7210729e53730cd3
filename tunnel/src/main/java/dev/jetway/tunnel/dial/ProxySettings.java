package dev.jetway.tunnel.dial;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxy on the way out, and what is reached without it, as the environment variables {@code
 * HTTPS_PROXY} and {@code NO_PROXY} say to Go programs and to curl.
 *
 * @param proxy empty if there is none
 * @param direct what is reached without it
 */
public record ProxySettings(Optional<Proxy> proxy, NoProxy direct) {
  /** Everything is reached directly. */
  public static final ProxySettings NONE = new ProxySettings(Optional.empty(), NoProxy.parse(""));

  private static final int HTTP_PORT = 80;

  /**
   * Reads {@code HTTPS_PROXY} or else {@code https_proxy}, {@code NO_PROXY} or else {@code
   * no_proxy}. A proxy is {@code [http://][<user>[:<password>]@]<host>[:<port>]}, port 80 if none
   * is given.
   *
   * @throws IllegalArgumentException if the proxy is something else; the message shows no password
   */
  public static ProxySettings fromEnvironment(Map<String, String> environment) {
    String proxy = first(environment, "HTTPS_PROXY", "https_proxy");
    String direct = first(environment, "NO_PROXY", "no_proxy");
    return new ProxySettings(
        proxy.isEmpty() ? Optional.empty() : Optional.of(parse(proxy)), NoProxy.parse(direct));
  }

  /** The proxy to reach a host and port through; empty if they are reached directly. */
  public Optional<Proxy> proxyFor(String host, int port) {
    return direct.matches(host, port) ? Optional.empty() : proxy;
  }

  private static String first(Map<String, String> environment, String... names) {
    return Stream.of(names)
        .map(name -> environment.getOrDefault(name, "").strip())
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static Proxy parse(String value) {
    try {
      URI uri = new URI(value.contains("://") ? value : "http://" + value);
      if (!"http".equals(uri.getScheme().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "the proxy in HTTPS_PROXY must be an http:// one, "
                + uri.getScheme()
                + ":// is not supported");
      }
      if (uri.getHost() == null) {
        throw notAProxy();
      }
      return new Proxy(
          uri.getHost(),
          uri.getPort() < 0 ? HTTP_PORT : uri.getPort(),
          Optional.ofNullable(uri.getRawUserInfo()).map(ProxySettings::credentials));
    } catch (URISyntaxException _) {
      // Its message would show the password.
      throw notAProxy();
    }
  }

  private static IllegalArgumentException notAProxy() {
    return new IllegalArgumentException(
        "HTTPS_PROXY must be http://[<user>:<password>@]<host>[:<port>]");
  }

  private static Credentials credentials(String rawUserInfo) {
    int colon = rawUserInfo.indexOf(':');
    String user = colon < 0 ? rawUserInfo : rawUserInfo.substring(0, colon);
    String password = colon < 0 ? "" : rawUserInfo.substring(colon + 1);
    return new Credentials(decode(user), decode(password));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /**
   * An HTTP proxy that connects on request.
   *
   * @param host its host; an IPv6 address in brackets
   * @param port its port
   * @param credentials for basic authentication
   */
  public record Proxy(String host, int port, Optional<Credentials> credentials) {
    /** Its address without the credentials. */
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * A user name and a password.
   *
   * @param user the name
   * @param password the password, not shown by {@link #toString}
   */
  public record Credentials(String user, String password) {
    @Override
    public String toString() {
      return user + ":***";
    }
  }
}
