package dev.jetway.kube;

import dev.jetway.certs.ClientTls;
import dev.jetway.certs.InvalidPemException;
import dev.jetway.certs.KeyMaterial;
import dev.jetway.certs.MinimumTls;
import dev.jetway.certs.Pem;
import dev.jetway.certs.ReloadableKeyManager;
import dev.jetway.certs.ReloadableTrustManager;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS towards an endpoint: its authorities, its name, and a client certificate if there is one. */
final class EndpointTls {
  private EndpointTls() {}

  static SslContextFactory.Client contextFactory(ApiServerEndpoint endpoint) {
    SslContextFactory.Client factory =
        endpoint
            .tlsServerName()
            .<SslContextFactory.Client>map(NamedServer::new)
            .orElseGet(SslContextFactory.Client::new);
    try {
      factory.setSslContext(context(endpoint));
    } catch (InvalidPemException e) {
      throw new IllegalArgumentException(
          "could not set up TLS to " + endpoint.name() + ": " + e.getMessage(), e);
    }
    factory.setEndpointIdentificationAlgorithm("HTTPS");
    return factory;
  }

  private static SSLContext context(ApiServerEndpoint endpoint) {
    ReloadableTrustManager trust =
        endpoint
            .caPem()
            .map(pem -> new ReloadableTrustManager(Pem.certificates(pem)))
            .orElseGet(ReloadableTrustManager::systemRoots);
    return switch (endpoint.credentials()) {
      case ApiCredentials.ClientCertificate(String certificate, String key) ->
          ClientTls.context(
              trust,
              new ReloadableKeyManager(KeyMaterial.parse(certificate, key)),
              MinimumTls.TLS_1_2);
      case ApiCredentials.Anonymous _, ApiCredentials.Bearer _ ->
          ClientTls.context(trust, MinimumTls.TLS_1_2);
    };
  }

  /** Asks for, and insists on, another name than that of the address. */
  private static final class NamedServer extends SslContextFactory.Client {
    private final String serverName;

    NamedServer(String serverName) {
      this.serverName = serverName;
      setSNIProvider((_, _) -> List.of(new SNIHostName(serverName)));
    }

    @Override
    public SSLEngine newSSLEngine(String host, int port) {
      return super.newSSLEngine(serverName, port);
    }
  }
}
