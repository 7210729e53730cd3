package dev.jetway.e2e.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * One connection through a {@link TcpRelay}: for each direction a thread that reads into a {@link
 * DelayLine} and one that writes out of it.
 */
final class RelayedConnection {
  private static final int BUFFER = 64 * 1024;

  private final Socket client;
  private final Socket upstream = new Socket();
  private final Gate gate;
  private final Supplier<Duration> delay;
  private final Direction up;
  private final Direction down;
  private volatile boolean reset;

  RelayedConnection(
      Socket client,
      Gate gate,
      Supplier<Duration> delay,
      LongAdder toTarget,
      LongAdder fromTarget) {
    this.client = client;
    this.gate = gate;
    this.delay = delay;
    this.up = new Direction(client, upstream, toTarget);
    this.down = new Direction(upstream, client, fromTarget);
  }

  /** Relays until both directions have ended or one is broken. */
  void run(InetSocketAddress target) {
    try {
      LockSupport.parkNanos(delay.get().multipliedBy(2).toNanos());
      gate.pass(this::isReset);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      upstream.connect(target);
      List<Thread> threads =
          List.of(start(up::read), start(up::write), start(down::read), start(down::write));
      for (Thread thread : threads) {
        thread.join();
      }
      client.close();
      upstream.close();
    } catch (IOException _) {
      reset();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  /** Ends both connections by RST. */
  void reset() {
    reset = true;
    up.line.close();
    down.line.close();
    gate.wake();
    abort(client);
    abort(upstream);
  }

  private boolean isReset() {
    return reset;
  }

  private static Thread start(Runnable direction) {
    return Thread.ofVirtual().name("tcp-relay-direction").start(direction);
  }

  private static void abort(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException _) {
      // not connected, or closed already
    }
    try {
      socket.close();
    } catch (IOException _) {
      // it is closed all the same
    }
  }

  private final class Direction {
    private final DelayLine line = new DelayLine();
    private final Socket from;
    private final Socket to;
    private final LongAdder delivered;

    Direction(Socket from, Socket to, LongAdder delivered) {
      this.from = from;
      this.to = to;
      this.delivered = delivered;
    }

    void read() {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = from.getInputStream();
        int count;
        do {
          gate.pass(RelayedConnection.this::isReset);
          count = in.read(buffer);
          line.put(
              new DelayLine.Chunk(
                  Arrays.copyOf(buffer, Math.max(0, count)),
                  System.nanoTime() + delay.get().toNanos()));
        } while (count >= 0);
      } catch (IOException _) {
        reset();
      }
    }

    void write() {
      try {
        OutputStream out = to.getOutputStream();
        while (true) {
          Optional<DelayLine.Chunk> chunk = line.take();
          gate.pass(RelayedConnection.this::isReset);
          if (chunk.isEmpty()) {
            return;
          }
          if (chunk.get().isEnd()) {
            to.shutdownOutput();
            return;
          }
          out.write(chunk.get().bytes());
          delivered.add(chunk.get().bytes().length);
        }
      } catch (IOException _) {
        reset();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        reset();
      }
    }
  }
}
