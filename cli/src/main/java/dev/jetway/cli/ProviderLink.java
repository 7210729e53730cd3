package dev.jetway.cli;

import dev.jetway.certs.ClientTls;
import dev.jetway.certs.MinimumTls;
import dev.jetway.certs.Pem;
import dev.jetway.certs.PemFiles;
import dev.jetway.certs.ReloadableTrustManager;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.RotatingToken;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.dial.LinkSettings;
import dev.jetway.tunnel.dial.ProxySettings;
import dev.jetway.tunnel.dial.TunnelLink;
import dev.jetway.tunnel.direct.DirectLink;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** Opens the link that the settings name. */
final class ProviderLink {
  private ProviderLink() {}

  /**
   * Opens it; it connects by itself.
   *
   * @param clusterId the identity of the consumer cluster
   * @param identity which control plane it must lead to
   * @param closeLater takes what must be closed after the link
   */
  static ControlPlaneLink open(
      ConnectorSettings settings,
      String clusterId,
      LinkIdentity identity,
      Consumer<AutoCloseable> closeLater) {
    ControlPlaneLink link = plain(settings, clusterId, identity, closeLater);
    return settings.compression().over(link);
  }

  private static ControlPlaneLink plain(
      ConnectorSettings settings,
      String clusterId,
      LinkIdentity identity,
      Consumer<AutoCloseable> closeLater) {
    return switch (settings.provider()) {
      case ProviderAccess.Tunnel tunnel -> dial(settings, tunnel, clusterId, identity, closeLater);
      case ProviderAccess.Followed _ ->
          throw new IllegalArgumentException("each ClusterConnection has a link of its own");
      case ProviderAccess.Direct direct -> {
        ApiServerClient provider = new ApiServerClient(direct.kubeconfig().endpoint());
        closeLater.accept(provider);
        yield DirectLink.open(
            settings.connectionName(),
            direct.clusterName(),
            NamespaceMode.of(direct.singleNamespace(), clusterId),
            identity,
            provider,
            direct.offers(),
            Clock.systemUTC());
      }
    };
  }

  private static ControlPlaneLink dial(
      ConnectorSettings settings,
      ProviderAccess.Tunnel tunnel,
      String clusterId,
      LinkIdentity identity,
      Consumer<AutoCloseable> closeLater) {
    ReloadableTrustManager trust = new ReloadableTrustManager(Pem.certificates(tunnel.caFile()));
    closeLater.accept(
        PemFiles.watch(
            List.of(tunnel.caFile()),
            PemFiles.DEFAULT_PERIOD,
            contents -> trust.replace(Pem.certificates(contents.getFirst()))));
    LinkSettings link =
        LinkSettings.of(
                settings.connectionName(),
                URI.create("https://" + tunnel.gateway()),
                clusterId,
                new RotatingToken(tunnel.tokenFile(), Clock.systemUTC()),
                ClientTls.context(trust, MinimumTls.TLS_1_3))
            .withProxy(ProxySettings.fromEnvironment(System.getenv()))
            .withConnections(tunnel.connections());
    return TunnelLink.open(link, identity);
  }
}
