package dev.jetway.cli;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host, by name or address, and a port.
 *
 * @param host without the brackets of an IPv6 address
 * @param port 0 to 65535; 0 lets the system choose one to listen on
 */
public record HostAndPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^\\s:/\\[\\]]+)):([0-9]{1,5})");

  /** Checks the port. */
  public HostAndPort {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be between 0 and 65535: " + port);
    }
  }

  /**
   * Parses {@code host:port} or {@code [address]:port}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static HostAndPort parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be host:port, was \"" + text + "\"");
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return new HostAndPort(host, Integer.parseInt(matcher.group(3)));
  }

  /** To listen on or to connect to; a name is resolved now. */
  public InetSocketAddress toAddress() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
