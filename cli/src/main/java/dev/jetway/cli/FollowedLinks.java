package dev.jetway.cli;

import dev.jetway.backend.connect.ConnectionSpec;
import dev.jetway.backend.connect.Credential;
import dev.jetway.backend.connect.LinkOpener;
import dev.jetway.certs.ClientTls;
import dev.jetway.certs.InvalidPemException;
import dev.jetway.certs.MinimumTls;
import dev.jetway.certs.Pem;
import dev.jetway.certs.ReloadableTrustManager;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.InvalidKubeconfigException;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.OwnedLink;
import dev.jetway.tunnel.compression.TunnelCompression;
import dev.jetway.tunnel.dial.LinkSettings;
import dev.jetway.tunnel.dial.ProxySettings;
import dev.jetway.tunnel.direct.DirectLink;
import dev.jetway.tunnel.token.SecretTokenStore;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Opens the links of ClusterConnections, each with what its Secret holds.
 *
 * @param client the consumer cluster, where the Secrets are
 * @param clusterId the identity of the consumer cluster
 * @param followed what is the same for all of them
 * @param compression how answers come from control planes
 */
record FollowedLinks(
    ApiServerClient client,
    String clusterId,
    ProviderAccess.Followed followed,
    TunnelCompression compression)
    implements LinkOpener {
  @Override
  public ControlPlaneLink open(
      ConnectionSpec spec,
      Credential credential,
      Supplier<String> token,
      Consumer<Optional<String>> renewal,
      LinkIdentity identity) {
    ControlPlaneLink link =
        switch (credential) {
          case Credential.Token gateway -> dial(spec, gateway, token, renewal, identity);
          case Credential.Kubeconfig kubeconfig -> direct(spec, kubeconfig, identity);
          case Credential.Unusable unusable ->
              throw new IllegalArgumentException(unusable.message());
        };
    return compression.over(link);
  }

  private ControlPlaneLink dial(
      ConnectionSpec spec,
      Credential.Token gateway,
      Supplier<String> token,
      Consumer<Optional<String>> renewal,
      LinkIdentity identity) {
    LinkSettings settings =
        LinkSettings.of(
                spec.name(),
                URI.create("https://" + gateway.gateway()),
                clusterId,
                token,
                ClientTls.context(trust(gateway), MinimumTls.TLS_1_3))
            .withProxy(ProxySettings.fromEnvironment(System.getenv()))
            .withConnections(followed.connections());
    ConnectionSpec.SecretRef secret = spec.secret();
    return RenewedLink.open(
        settings,
        token,
        new SecretTokenStore(client, secret.namespace(), secret.name()),
        renewal,
        identity);
  }

  private static ReloadableTrustManager trust(Credential.Token gateway) {
    try {
      return new ReloadableTrustManager(Pem.certificates(gateway.authorities()));
    } catch (InvalidPemException e) {
      throw new IllegalArgumentException("its key ca.crt holds no certificates in PEM", e);
    }
  }

  private ControlPlaneLink direct(
      ConnectionSpec spec, Credential.Kubeconfig kubeconfig, LinkIdentity identity) {
    ApiServerClient api;
    try {
      api =
          new ApiServerClient(
              dev.jetway.kube.Kubeconfig.parse(kubeconfig.text(), Optional.empty()));
    } catch (InvalidKubeconfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    DirectLink link =
        DirectLink.open(
            spec.name(),
            spec.clusterName().orElseThrow(),
            NamespaceMode.of(spec.singleNamespace(), clusterId),
            identity,
            api,
            followed.offers(),
            Clock.systemUTC());
    return new OwnedLink(
        link,
        () -> {
          link.close();
          api.close();
        });
  }
}
