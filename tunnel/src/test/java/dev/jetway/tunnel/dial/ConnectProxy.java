package dev.jetway.tunnel.dial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that wants a user and a password and connects everybody to one place. */
final class ConnectProxy implements AutoCloseable {
  final List<String> requests = new CopyOnWriteArrayList<>();

  private final ServerSocket listener;
  private final int target;
  private final String credentials;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  ConnectProxy(int target, String credentials) throws IOException {
    this.target = target;
    this.credentials = credentials;
    this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("connect-proxy").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(Socket near) {
    // What follows the head comes only after the answer, so the reader holds nothing back.
    try {
      BufferedReader in = new BufferedReader(new InputStreamReader(near.getInputStream(), UTF_8));
      requests.add(in.readLine());
      List<String> headers = in.lines().takeWhile(line -> !line.isEmpty()).toList();
      String basic = Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
      if (!headers.contains("Proxy-Authorization: Basic " + basic)) {
        near.getOutputStream()
            .write("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n".getBytes(UTF_8));
        near.close();
        return;
      }
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(far);
      near.getOutputStream()
          .write("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n".getBytes(UTF_8));
      Thread.ofVirtual().start(() -> copy(far, near));
      copy(near, far);
    } catch (IOException _) {
      // The link hears of it.
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // Both are closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
