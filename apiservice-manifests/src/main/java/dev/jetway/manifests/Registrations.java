package dev.jetway.manifests;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What kube-apiserver is to send to us: the whole of it, in place of what was wanted before.
 *
 * @param serviceNamespace the namespace of the Service that is dialed
 * @param serviceName its name
 * @param servicePort its port, 1 to 65535
 * @param caBundle PEM of what the serving certificate comes from
 * @param apis in the order in which they are registered; each group/version once
 * @param undecided what may still be wanted: of it, an APIService that is there stays
 * @param turn counts what was wanted, so that a report can be told from an earlier one
 */
public record Registrations(
    String serviceNamespace,
    String serviceName,
    int servicePort,
    String caBundle,
    List<ServedApi> apis,
    Undecided undecided,
    long turn) {
  /** Nothing is undecided: what is not listed goes. */
  public Registrations(
      String serviceNamespace,
      String serviceName,
      int servicePort,
      String caBundle,
      List<ServedApi> apis) {
    this(
        serviceNamespace,
        serviceName,
        servicePort,
        caBundle,
        apis,
        new Undecided(Set.of(), false),
        0);
  }

  /**
   * Groups of which it is not known yet what is to be registered.
   *
   * @param groups these
   * @param everything or all
   */
  public record Undecided(Set<String> groups, boolean everything) {
    /** Copies the set. */
    public Undecided {
      groups = Set.copyOf(groups);
    }

    boolean has(String group) {
      return everything || groups.contains(group);
    }
  }

  /** Checks the values and copies the list. */
  public Registrations {
    if (servicePort < 1 || servicePort > 65_535) {
      throw new IllegalArgumentException("port must be between 1 and 65535: " + servicePort);
    }
    if (caBundle.isEmpty()) {
      throw new IllegalArgumentException("the CA bundle must not be empty");
    }
    apis = List.copyOf(apis);
    Set<String> seen = new HashSet<>();
    for (ServedApi api : apis) {
      if (!seen.add(api.apiServiceName())) {
        throw new IllegalArgumentException(api.groupVersion() + " is there twice");
      }
    }
  }
}
