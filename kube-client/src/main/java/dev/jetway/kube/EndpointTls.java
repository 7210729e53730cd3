package dev.jetway.kube;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** TLS towards an endpoint: its authorities, its name, and a client certificate if there is one. */
final class EndpointTls {
  private EndpointTls() {}

  static SslContextFactory.Client contextFactory(ApiServerEndpoint endpoint) {
    SslContextFactory.Client factory =
        endpoint.tlsServerName().isPresent()
            ? new NamedServer(endpoint.tlsServerName().get())
            : new SslContextFactory.Client();
    factory.setSslContext(context(endpoint));
    factory.setEndpointIdentificationAlgorithm("HTTPS");
    return factory;
  }

  private static SSLContext context(ApiServerEndpoint endpoint) {
    try {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trustStore(endpoint.caPem()));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "could not set up TLS to " + endpoint.name() + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable KeyStore trustStore(Optional<String> caPem)
      throws GeneralSecurityException, IOException {
    if (caPem.isEmpty()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int n = 0;
    byte[] pem = caPem.get().getBytes(StandardCharsets.US_ASCII);
    for (Certificate certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem))) {
      store.setCertificateEntry("ca-" + n++, certificate);
    }
    return store;
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
