package dev.jetway.tunnel.dial;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP relay in front of a peer, that can hold every byte up for a time, swallow everything from
 * now on while both ends believe that they are connected, or cut.
 */
final class Relay implements AutoCloseable {
  /** Room for what is under way: 64 MB. */
  private static final int CHUNKS = 1024;

  private static final int CHUNK_BYTES = 64 * 1024;

  private final ServerSocket listener;
  private final int target;
  private final Duration delay;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile boolean swallows;

  /** {@code delay} is that of one direction. */
  Relay(int target, Duration delay) throws IOException {
    this.target = target;
    this.delay = delay;
    this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("relay").start(this::accept);
  }

  Relay(int target) throws IOException {
    this(target, Duration.ZERO);
  }

  int port() {
    return listener.getLocalPort();
  }

  int accepted() {
    return accepted.get();
  }

  /** Both ends stay connected and hear nothing of each other; new connections too. */
  void swallow() {
    swallows = true;
  }

  /** Connections that are made from now on work again. */
  void passAgain() {
    cut();
    swallows = false;
  }

  /** Ends all connections. */
  void cut() {
    sockets.forEach(Relay::close);
  }

  @Override
  public void close() {
    close(listener);
    cut();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        accepted.incrementAndGet();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(near);
        sockets.add(far);
        pass(near, far);
        pass(far, near);
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void pass(Socket from, Socket to) throws IOException {
    from.setTcpNoDelay(true);
    BlockingQueue<Chunk> underWay = new ArrayBlockingQueue<>(CHUNKS);
    Thread.ofVirtual().start(() -> read(from, underWay));
    Thread.ofVirtual().start(() -> write(to, underWay));
  }

  private void read(Socket from, BlockingQueue<Chunk> underWay) {
    try {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[CHUNK_BYTES];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!swallows) {
          underWay.put(new Chunk(Arrays.copyOf(buffer, n), System.nanoTime() + delay.toNanos()));
        }
      }
    } catch (IOException | InterruptedException _) {
      // The other end hears of it below.
    }
    if (!swallows) {
      underWay.offer(new Chunk(new byte[0], System.nanoTime() + delay.toNanos()));
    }
  }

  private void write(Socket to, BlockingQueue<Chunk> underWay) {
    try {
      OutputStream out = to.getOutputStream();
      for (Chunk chunk = underWay.take(); chunk.bytes().length > 0; chunk = underWay.take()) {
        TimeUnit.NANOSECONDS.sleep(chunk.due() - System.nanoTime());
        out.write(chunk.bytes());
      }
    } catch (IOException | InterruptedException _) {
      // Falls through to the close.
    }
    close(to);
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception _) {
      // Nothing depends on it.
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Chunk(byte[] bytes, long due) {}
}
