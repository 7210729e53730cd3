package dev.jetway.cli;

import dev.jetway.tunnel.offer.OfferRule;
import java.nio.file.Path;
import java.util.Optional;

/** How a connector reaches its control plane. */
public sealed interface ProviderAccess {
  /**
   * Through a gateway's tunnel.
   *
   * @param gateway where to dial
   * @param caFile what its certificate must come from
   * @param tokenFile what we present
   * @param connections how many connections are kept open
   */
  record Tunnel(HostAndPort gateway, Path caFile, Path tokenFile, int connections)
      implements ProviderAccess {}

  /**
   * Directly.
   *
   * @param kubeconfig the control plane's kubeconfig
   * @param clusterName the name of this cluster there
   * @param singleNamespace the one namespace there for all of this cluster's objects; empty if each
   *     of its namespaces has one
   * @param offers what it offers
   */
  record Direct(
      ClusterAccess.Kubeconfig kubeconfig,
      String clusterName,
      Optional<String> singleNamespace,
      OfferRule offers)
      implements ProviderAccess {}

  /** From the flags: one of the two ways must be named, and whole. */
  static ProviderAccess of(ConnectorFlags flags, Mistakes mistakes) {
    boolean direct = !flags.providerKubeconfig.isEmpty();
    if (direct != flags.gateway.isEmpty()) {
      mistakes.add("exactly one of --gateway and --provider-kubeconfig must be given");
    }
    return direct ? direct(flags, mistakes) : tunnel(flags, mistakes);
  }

  private static ProviderAccess tunnel(ConnectorFlags flags, Mistakes mistakes) {
    if (!flags.clusterName.isEmpty()) {
      mistakes.add("--cluster-name: through a gateway, the token says it");
    }
    if (!flags.singleNamespace.isEmpty()) {
      mistakes.add("--single-namespace: through a gateway, the cluster's enrolment says it");
    }
    HostAndPort none = new HostAndPort("", 0);
    HostAndPort gateway =
        flags.gateway.isEmpty()
            ? none
            : mistakes.parse("gateway", () -> HostAndPort.parse(flags.gateway), none);
    return new Tunnel(
        gateway,
        file("gateway-ca-file", flags.gatewayCaFile, mistakes),
        file("token-file", flags.tokenFile, mistakes),
        mistakes.parse(
            "tunnel-connections", () -> TextValues.number(flags.tunnelConnections, 1, 8), 1));
  }

  private static ProviderAccess direct(ConnectorFlags flags, Mistakes mistakes) {
    return new Direct(
        new ClusterAccess.Kubeconfig(
            file("provider-kubeconfig", flags.providerKubeconfig, mistakes), flags.providerContext),
        mistakes.parse("cluster-name", () -> TextValues.label(flags.clusterName), ""),
        flags.singleNamespace.isEmpty()
            ? Optional.empty()
            : Optional.of(
                mistakes.parse(
                    "single-namespace", () -> TextValues.label(flags.singleNamespace), "")),
        TextValues.offers(flags.offerSelector, flags.offerClaims, mistakes));
  }

  private static Path file(String name, String text, Mistakes mistakes) {
    return mistakes.parse(
        name, () -> TextValues.readableFile(TextValues.required(text)), Path.of(""));
  }
}
