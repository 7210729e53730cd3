package dev.jetway.e2e.commands;

import dev.jetway.e2e.rig.ControlPlane;
import java.util.List;

/** What there is of Jetway in a cluster. */
public final class Leftovers {
  private static final List<String> KINDS =
      List.of(
          "namespaces",
          "customresourcedefinitions",
          "apiservices",
          "clusterroles",
          "clusterrolebindings",
          "roles",
          "rolebindings",
          "validatingadmissionpolicies",
          "validatingadmissionpolicybindings",
          "serviceaccounts",
          "services",
          "deployments",
          "poddisruptionbudgets",
          "secrets",
          "configmaps",
          "leases");

  private Leftovers() {}

  /** Every object that names Jetway, as {@code kind/name}, except what is listed. */
  public static List<String> in(ControlPlane plane, String... except) {
    return plane
        .kubectl()
        .output(
            "get",
            String.join(",", KINDS),
            "-A",
            "-o",
            "jsonpath={range .items[*]}{.kind}/{.metadata.namespace}/{.metadata.name}"
                + " {.metadata.labels}{'\\n'}{end}")
        .lines()
        .filter(line -> line.contains("jetway"))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .filter(line -> !List.of(except).contains(line))
        .toList();
  }
}
