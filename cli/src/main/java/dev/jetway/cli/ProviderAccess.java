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

  /**
   * As the ClusterConnections of the consumer cluster say, of which there may be several.
   *
   * @param lease says which replica writes their status; its namespace is the connector's own
   * @param connections how many connections are kept open to each gateway
   * @param offers what control planes offer that are reached with a kubeconfig
   */
  record Followed(ObjectName lease, int connections, OfferRule offers) implements ProviderAccess {}

  /** From the flags: one of the two ways, or none to follow the ClusterConnections. */
  static ProviderAccess of(ConnectorFlags flags, Mistakes mistakes) {
    boolean direct = !flags.providerKubeconfig.isEmpty();
    boolean gateway = !flags.gateway.isEmpty();
    if (direct && gateway) {
      mistakes.add(
          "--gateway and --provider-kubeconfig exclude each other; without either, the"
              + " ClusterConnections are followed");
    }
    if (!direct && !gateway) {
      return followed(flags, mistakes);
    }
    return direct ? direct(flags, mistakes) : tunnel(flags, mistakes);
  }

  private static ProviderAccess followed(ConnectorFlags flags, Mistakes mistakes) {
    refuse("gateway-ca-file", flags.gatewayCaFile, "--gateway", mistakes);
    refuse("token-file", flags.tokenFile, "--gateway", mistakes);
    refuse("cluster-name", flags.clusterName, "--provider-kubeconfig", mistakes);
    refuse("single-namespace", flags.singleNamespace, "--provider-kubeconfig", mistakes);
    refuse("accept-control-plane", flags.acceptControlPlane, "one of them", mistakes);
    return new Followed(
        mistakes.parse(
            "leader-lease", () -> ObjectName.parse(flags.leaderLease), new ObjectName("", "")),
        mistakes.parse(
            "tunnel-connections", () -> TextValues.number(flags.tunnelConnections, 1, 8), 1),
        TextValues.offers(flags.offerSelector, flags.offerClaims, mistakes));
  }

  private static void refuse(String flag, String value, String needed, Mistakes mistakes) {
    if (!value.isEmpty()) {
      mistakes.add(
          "--%s needs %s; without --gateway and --provider-kubeconfig the ClusterConnections say it"
              .formatted(flag, needed));
    }
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
