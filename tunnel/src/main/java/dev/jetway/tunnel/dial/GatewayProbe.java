package dev.jetway.tunnel.dial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Goes the way to a gateway one step at a time, for whoever looks for a fault; what goes wrong is
 * told in the link's own words. Immutable; each call makes and closes its own connection.
 *
 * @param gateway {@code https://<host>:<port>}
 * @param proxy the proxies on the way out
 * @param within how long each step may take
 */
public record GatewayProbe(URI gateway, ProxySettings proxy, Duration within) {
  /** The proxy that is used; empty if the gateway is reached directly. */
  public Optional<ProxySettings.Proxy> usedProxy() {
    return proxy.proxyFor(host(), gateway.getPort());
  }

  /**
   * Looks up the gateway's name, or the proxy's where there is one: the proxy looks up the other.
   *
   * @throws IOException with what to do, if it has no address
   */
  public List<InetAddress> resolve() throws IOException {
    String name = usedProxy().map(ProxySettings.Proxy::host).orElse(host());
    try {
      return List.of(InetAddress.getAllByName(name.replaceAll("^\\[|]$", "")));
    } catch (UnknownHostException e) {
      throw new IOException(DialReasons.unknownHost(name), e);
    }
  }

  /**
   * Connects to the gateway, through the proxy where there is one.
   *
   * @throws IOException with what to do, if that fails
   */
  public void reach() throws IOException {
    connected().close();
  }

  /**
   * Connects and shakes hands.
   *
   * @param tls trusts the gateway's authorities
   * @throws IOException with what to do, if the gateway is not the one that is trusted
   */
  public void shakeHands(SSLContext tls) throws IOException {
    try (Socket plain = connected()) {
      plain.setSoTimeout(Math.toIntExact(within.toMillis()));
      try (Socket socket =
          tls.getSocketFactory().createSocket(plain, host(), gateway.getPort(), true)) {
        SSLSocket secure = (SSLSocket) socket;
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setApplicationProtocols(new String[] {"h2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
      } catch (IOException e) {
        throw new IOException(DialReasons.tls(host(), authority(), e), e);
      }
    }
  }

  private Socket connected() throws IOException {
    Optional<ProxySettings.Proxy> through = usedProxy();
    String what = through.map(one -> "the proxy " + one).orElse("the gateway " + authority());
    int port = through.map(ProxySettings.Proxy::port).orElse(gateway.getPort());
    IOException last = new IOException("no address");
    for (InetAddress address : resolve()) {
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(address, port), Math.toIntExact(within.toMillis()));
        if (through.isPresent()) {
          ProxyConnect.through(through.get(), socket, authority(), within);
        }
        return socket;
      } catch (DialFailure e) {
        socket.close();
        throw new IOException(e.getMessage(), e);
      } catch (IOException e) {
        socket.close();
        last = e;
      }
    }
    throw new IOException(DialReasons.unreachable(what, last), last);
  }

  private String host() {
    String host = gateway.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private String authority() {
    return gateway.getHost() + ":" + gateway.getPort();
  }
}
