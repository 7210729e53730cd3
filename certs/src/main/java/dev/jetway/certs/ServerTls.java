package dev.jetway.certs;

import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * TLS contexts of listeners. Engines and sockets that they make have protocols and ciphers set
 * already; a Jetty {@code SslContextFactory.Server} takes them over, except for the request of
 * client certificates, which must be set there too ({@code setWantClientAuth(true)}).
 */
public final class ServerTls {

  private ServerTls() {}

  /** A listener that asks for no client certificate. */
  public static SSLContext context(ReloadableKeyManager keys, MinimumTls minimum) {
    return PresetSslContext.of(
        new KeyManager[] {keys},
        new TrustManager[] {new AcceptAnyClientTrustManager()},
        minimum::apply);
  }

  /**
   * A listener that asks for a client certificate and requires none. Any certificate passes the
   * handshake: every request must be judged by {@link ClientCertificateVerifier#verify(List)}.
   */
  public static SSLContext requestingClientCertificate(
      ReloadableKeyManager keys, MinimumTls minimum) {
    return PresetSslContext.of(
        new KeyManager[] {keys},
        new TrustManager[] {new AcceptAnyClientTrustManager()},
        parameters -> {
          minimum.apply(parameters);
          parameters.setWantClientAuth(true);
        });
  }
}
