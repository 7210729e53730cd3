package dev.jetway.certs;

import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The names under which a server is dialled: the subject alternative names of its certificate.
 *
 * @param dnsNames host names, {@code *.} in front allowed
 * @param addresses IP addresses
 */
public record ServerNames(Set<String> dnsNames, Set<InetAddress> addresses) {

  /**
   * @throws IllegalArgumentException when both are empty, or a name is blank
   */
  public ServerNames {
    // The first name becomes the subject, so the order is kept.
    dnsNames = Collections.unmodifiableSet(new LinkedHashSet<>(dnsNames));
    addresses = Collections.unmodifiableSet(new LinkedHashSet<>(addresses));
    if (dnsNames.isEmpty() && addresses.isEmpty()) {
      throw new IllegalArgumentException("a server needs at least one name");
    }
    for (String name : dnsNames) {
      if (!name.matches("(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")) {
        throw new IllegalArgumentException("not a host name: '" + name + "'");
      }
    }
  }

  /** Host names and IP addresses in any order, told apart by their form. */
  public static ServerNames of(String... names) {
    return of(List.of(names));
  }

  /** Host names and IP addresses in any order, told apart by their form. */
  public static ServerNames of(List<String> names) {
    Set<String> dnsNames = new LinkedHashSet<>();
    Set<InetAddress> addresses = new LinkedHashSet<>();
    for (String name : names) {
      if (name.contains(":") || name.matches("[0-9.]+")) {
        addresses.add(InetAddress.ofLiteral(name));
      } else {
        dnsNames.add(name);
      }
    }
    return new ServerNames(dnsNames, addresses);
  }

  /** Whether all names of the other are among these. */
  boolean include(ServerNames other) {
    return dnsNames.containsAll(other.dnsNames) && addresses.containsAll(other.addresses);
  }

  /** These names, then those of the other that are missing. */
  ServerNames and(ServerNames other) {
    Set<String> allNames = new LinkedHashSet<>(dnsNames);
    allNames.addAll(other.dnsNames);
    Set<InetAddress> allAddresses = new LinkedHashSet<>(addresses);
    allAddresses.addAll(other.addresses);
    return new ServerNames(allNames, allAddresses);
  }
}
