package dev.jetway.certs;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A TLS server on a free port of 127.0.0.1 that sends back each byte it gets. */
final class TlsServer implements AutoCloseable {

  private final SSLServerSocket listener;
  private final BlockingQueue<List<X509Certificate>> clients = new LinkedBlockingQueue<>();

  TlsServer(SSLContext context) throws IOException {
    listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().name("tls-server").start(this::accept);
  }

  SSLSocket dial(SSLContext context) throws IOException {
    return dial(context, "127.0.0.1");
  }

  SSLSocket dial(SSLContext context, String host) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(host, port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** What the next client presented, empty when it had no certificate. */
  List<X509Certificate> nextClient() throws InterruptedException {
    List<X509Certificate> chain = clients.poll(10, SECONDS);
    if (chain == null) {
      throw new AssertionError("no client came");
    }
    return chain;
  }

  /** A byte there and back, which in TLS 1.3 also shows that the server accepted the client. */
  static boolean echoes(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(42);
    return socket.getInputStream().read() == 42;
  }

  static X509Certificate servedTo(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    try {
      while (true) {
        SSLSocket socket = (SSLSocket) listener.accept();
        Thread.ofVirtual().name("tls-connection").start(() -> echo(socket));
      }
    } catch (IOException _) {
      // Closed: the test is over.
    }
  }

  private void echo(SSLSocket socket) {
    try (socket) {
      socket.startHandshake();
      clients.add(peer(socket));
      for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
        socket.getOutputStream().write(b);
      }
    } catch (IOException _) {
      // The client is gone, or did not like the handshake, which it tells the test itself.
    }
  }

  private static List<X509Certificate> peer(SSLSocket socket) {
    try {
      return Arrays.stream(socket.getSession().getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException _) {
      return List.of();
    }
  }
}
