package dev.jetway.tunnel.dial;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is reached without a proxy: the rules of {@code NO_PROXY} as Go's {@code
 * golang.org/x/net/http/httpproxy} has them.
 *
 * <pre>
 * *                    everything
 * example.com          the host and all hosts below it
 * .example.com         the hosts below it only; *.example.com is the same
 * 10.1.2.3  ::1        an address
 * 10.0.0.0/8           the addresses of a network; names are not resolved for it
 * example.com:6443     any of these but a network, for one port only
 * </pre>
 *
 * <p>Rules are separated by commas or spaces. {@code localhost} and loopback addresses never go
 * through a proxy. A rule that is none of these is passed over, as curl and Go do.
 */
public final class NoProxy {
  private final List<Rule> rules;

  private NoProxy(List<Rule> rules) {
    this.rules = rules;
  }

  /** Reads the value of {@code NO_PROXY}, which may be empty. */
  public static NoProxy parse(String value) {
    return new NoProxy(
        Stream.of(value.split("[,\\s]+", -1))
            .filter(rule -> !rule.isEmpty())
            .map(rule -> parseRule(rule.toLowerCase(Locale.ROOT)))
            .flatMap(Optional::stream)
            .toList());
  }

  /** Whether a host, which may be an address, is reached without the proxy on this port. */
  public boolean matches(String host, int port) {
    String plain = strip(host.toLowerCase(Locale.ROOT));
    Optional<InetAddress> address = address(plain);
    if (plain.equals("localhost") || address.filter(InetAddress::isLoopbackAddress).isPresent()) {
      return true;
    }
    return rules.stream().anyMatch(rule -> rule.matches(plain, address, port));
  }

  private static Optional<Rule> parseRule(String rule) {
    if (rule.equals("*")) {
      return Optional.of((_, _, _) -> true);
    }
    int slash = rule.indexOf('/');
    if (slash >= 0) {
      return network(rule.substring(0, slash), rule.substring(slash + 1));
    }
    if (address(strip(rule)).isPresent()) {
      return Optional.of(host(strip(rule), -1));
    }
    int colon = rule.lastIndexOf(':');
    if (colon < 0) {
      return Optional.of(host(strip(rule), -1));
    }
    return number(rule.substring(colon + 1), 65_535)
        .map(port -> host(strip(rule.substring(0, colon)), port));
  }

  private static Rule host(String pattern, int onlyPort) {
    Optional<InetAddress> only = address(pattern);
    String below = "." + pattern.replaceFirst("^\\*?\\.", "");
    boolean itself = below.length() == pattern.length() + 1;
    return (host, address, port) -> {
      if (onlyPort >= 0 && onlyPort != port) {
        return false;
      }
      if (only.isPresent()) {
        return only.equals(address);
      }
      return host.endsWith(below) || (itself && host.equals(pattern));
    };
  }

  private static Optional<Rule> network(String base, String prefix) {
    return address(strip(base))
        .flatMap(first -> {
          int bits = first.getAddress().length * Byte.SIZE;
          return number(prefix, bits).map(length -> inNetwork(first, bits - length));
        });
  }

  private static Rule inNetwork(InetAddress base, int hostBits) {
    BigInteger network = new BigInteger(1, base.getAddress()).shiftRight(hostBits);
    return (_, address, _) ->
        address
            .filter(a -> a.getAddress().length == base.getAddress().length)
            .filter(a -> new BigInteger(1, a.getAddress()).shiftRight(hostBits).equals(network))
            .isPresent();
  }

  private static Optional<Integer> number(String text, int most) {
    try {
      int number = Integer.parseInt(text);
      return number < 0 || number > most ? Optional.empty() : Optional.of(number);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** Without the brackets of an IPv6 address and the dot of the root. */
  private static String strip(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static Optional<InetAddress> address(String literal) {
    try {
      return Optional.of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private interface Rule {
    boolean matches(String host, Optional<InetAddress> address, int port);
  }
}
