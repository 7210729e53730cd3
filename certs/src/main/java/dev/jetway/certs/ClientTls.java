package dev.jetway.certs;

import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * TLS contexts for dialling. Engines and sockets that they make have protocols, ciphers and the
 * check of the server's host name set already; there is no way to trust every server.
 */
public final class ClientTls {

  private ClientTls() {}

  /** A client without a certificate of its own. */
  public static SSLContext context(ReloadableTrustManager trust, MinimumTls minimum) {
    return PresetSslContext.of(new KeyManager[0], new TrustManager[] {trust}, presets(minimum));
  }

  /** A client that presents a certificate when the server asks for one. */
  public static SSLContext context(
      ReloadableTrustManager trust, ReloadableKeyManager keys, MinimumTls minimum) {
    return PresetSslContext.of(
        new KeyManager[] {keys}, new TrustManager[] {trust}, presets(minimum));
  }

  private static Consumer<SSLParameters> presets(MinimumTls minimum) {
    return parameters -> {
      minimum.apply(parameters);
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    };
  }
}
