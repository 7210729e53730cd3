package dev.jetway.e2e.commands;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An HTTP proxy that lets nobody through. Its thread ends with it. */
final class RefusingProxy implements AutoCloseable {
  private final ServerSocket server;

  private RefusingProxy(ServerSocket server) {
    this.server = server;
  }

  /** Starts one on loopback. */
  static RefusingProxy start() throws IOException {
    RefusingProxy proxy =
        new RefusingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("refusing-proxy").start(proxy::run);
    return proxy;
  }

  int port() {
    return server.getLocalPort();
  }

  private void run() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        byte[] head = new byte[1024];
        int read = socket.getInputStream().read(head);
        if (read > 0) {
          socket
              .getOutputStream()
              .write(
                  "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException _) {
        // the client hung up, or the test is over
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
