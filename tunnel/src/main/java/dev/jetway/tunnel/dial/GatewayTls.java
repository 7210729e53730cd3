package dev.jetway.tunnel.dial;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * TLS engines for the gateway's host name, whatever address or proxy the socket leads to: TLS 1.3
 * only, the host name verified, AES-128-GCM preferred because it is the cheapest to compute.
 */
final class GatewayTls extends SslContextFactory.Client {
  private static final String[] PROTOCOLS = {"TLSv1.3"};
  private static final String[] CIPHERS = {
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
  };

  private final LinkSettings settings;

  GatewayTls(LinkSettings settings) {
    this.settings = settings;
    setSslContext(settings.tls());
  }

  /** Jetty asks for an engine without a host when it is given a connected socket. */
  @Override
  public SSLEngine newSSLEngine() {
    SSLEngine engine = settings.tls().createSSLEngine(settings.host(), settings.port());
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setCipherSuites(CIPHERS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }
}
