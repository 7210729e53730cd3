package dev.jetway.kube.http2;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A stretch of network: passes TCP on after a delay, or, frozen, swallows everything. */
public final class Relay implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final long delayNanos;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean frozen;

  /** Listens on a free port of 127.0.0.1; half of the round trip is spent each way. */
  public Relay(int target, Duration roundTrip) throws IOException {
    this.target = target;
    this.delayNanos = roundTrip.toNanos() / 2;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("relay").start(this::accept);
  }

  /** Where to connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /** From now on nothing arrives, and nobody is told. */
  public void freeze() {
    frozen = true;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        sockets.add(near);
        sockets.add(far);
        pump(near, far);
        pump(far, near);
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void pump(Socket from, Socket to) {
    BlockingQueue<Parcel> underWay = new LinkedBlockingQueue<>();
    Thread.ofVirtual().start(() -> read(from, underWay));
    Thread.ofVirtual().start(() -> write(to, underWay));
  }

  private void read(Socket from, BlockingQueue<Parcel> underWay) {
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = from.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        underWay.add(new Parcel(System.nanoTime() + delayNanos, Arrays.copyOf(buffer, n)));
      }
    } catch (IOException _) {
      // the end, however it came
    }
    underWay.add(new Parcel(System.nanoTime() + delayNanos, new byte[0]));
  }

  private void write(Socket to, BlockingQueue<Parcel> underWay) {
    try (OutputStream out = to.getOutputStream()) {
      while (true) {
        Parcel parcel = underWay.take();
        for (long left = parcel.due - System.nanoTime(); left > 0; ) {
          LockSupport.parkNanos(left);
          left = parcel.due - System.nanoTime();
        }
        if (parcel.bytes.length == 0 && !frozen) {
          return;
        }
        if (!frozen) {
          out.write(parcel.bytes);
        }
      }
    } catch (IOException | InterruptedException _) {
      // the end, however it came
    }
  }

  private static final class Parcel {
    private final long due;
    private final byte[] bytes;

    Parcel(long due, byte[] bytes) {
      this.due = due;
      this.bytes = bytes;
    }
  }
}
