package dev.jetway.certs;

import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's TLS context with other defaults. A plain {@link SSLContext} leaves protocols, ciphers
 * and the host name check to each place that makes an engine; here nobody can forget them.
 */
final class PresetSslContext extends SSLContextSpi {

  private final SSLContext context;
  private final Consumer<SSLParameters> presets;

  private PresetSslContext(SSLContext context, Consumer<SSLParameters> presets) {
    this.context = context;
    this.presets = presets;
  }

  static SSLContext of(KeyManager[] keys, TrustManager[] trust, Consumer<SSLParameters> presets) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys, trust, null);
      return new SSLContext(
          new PresetSslContext(context, presets), context.getProvider(), context.getProtocol()) {};
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("could not set up TLS: " + e.getMessage(), e);
    }
  }

  @Override
  protected void engineInit(
      KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
      throws KeyManagementException {
    throw new KeyManagementException("this context is initialized already");
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return preset(context.createSSLEngine());
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return preset(context.createSSLEngine(host, port));
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return new PresetSocketFactory(context.getSocketFactory(), presets);
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    return new PresetServerSocketFactory(context.getServerSocketFactory(), presets);
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return context.getServerSessionContext();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return context.getClientSessionContext();
  }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    SSLParameters parameters = context.getDefaultSSLParameters();
    presets.accept(parameters);
    return parameters;
  }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() {
    return context.getSupportedSSLParameters();
  }

  private SSLEngine preset(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    presets.accept(parameters);
    engine.setSSLParameters(parameters);
    return engine;
  }
}
