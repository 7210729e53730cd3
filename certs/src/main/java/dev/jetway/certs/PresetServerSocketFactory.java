package dev.jetway.certs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** Sockets that listen, with the defaults of {@link PresetSslContext}. */
final class PresetServerSocketFactory extends SSLServerSocketFactory {

  private final SSLServerSocketFactory factory;
  private final Consumer<SSLParameters> presets;

  PresetServerSocketFactory(SSLServerSocketFactory factory, Consumer<SSLParameters> presets) {
    this.factory = factory;
    this.presets = presets;
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return preset(factory.createServerSocket());
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return preset(factory.createServerSocket(port));
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return preset(factory.createServerSocket(port, backlog));
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, @Nullable InetAddress address)
      throws IOException {
    return preset(factory.createServerSocket(port, backlog, address));
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return factory.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return factory.getSupportedCipherSuites();
  }

  private ServerSocket preset(ServerSocket socket) {
    SSLServerSocket tls = (SSLServerSocket) socket;
    SSLParameters parameters = tls.getSSLParameters();
    presets.accept(parameters);
    tls.setSSLParameters(parameters);
    return tls;
  }
}
