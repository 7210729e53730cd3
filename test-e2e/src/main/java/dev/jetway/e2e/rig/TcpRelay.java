package dev.jetway.e2e.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * A relay of TCP connections in user space that can be slow, silent or broken.
 *
 * <pre>
 *   client ──► port() ══ delay each way, black hole, cut ══ target
 * </pre>
 *
 * <p>A new connection to the target is opened one round trip after the client connected, as a
 * handshake would take. Bandwidth is not limited and nothing is lost or reordered: it says nothing
 * of lossy links. Each direction holds up to 64 MiB that are under way, then it stops reading.
 *
 * <p>Safe for use by several threads. The faults: {@link #blackHole()} and {@link #refuse()} last
 * until {@link #resume()}; {@link #cut()} strikes once.
 */
public final class TcpRelay implements AutoCloseable {
  private volatile InetSocketAddress target;
  private final ServerSocket listener;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tcp-relay-", 0).factory());
  private final Set<RelayedConnection> connections = ConcurrentHashMap.newKeySet();
  private final Gate gate = new Gate();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder toTarget = new LongAdder();
  private final LongAdder fromTarget = new LongAdder();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean refusing;

  private TcpRelay(InetSocketAddress target, ServerSocket listener) {
    this.target = target;
    this.listener = listener;
  }

  /** Starts a relay on a free port of loopback. */
  public static TcpRelay start(InetSocketAddress target) {
    try {
      ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
      TcpRelay relay = new TcpRelay(target, listener);
      relay.threads.execute(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new RigException("could not start a relay: " + e.getMessage(), e);
    }
  }

  /** Starts a relay to a port of loopback. */
  public static TcpRelay start(int targetPort) {
    return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort));
  }

  /** The port on loopback that clients connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * Delays each byte, in each direction, by this much from now on; the round trip grows by twice as
   * much. Default: none. What is under way already keeps its time.
   */
  public void delay(Duration eachWay) {
    if (eachWay.isNegative()) {
      throw new IllegalArgumentException("delay must not be negative: " + eachWay);
    }
    delay = eachWay;
  }

  /**
   * Forwards nothing any more and closes nothing, as a firewall does that has forgotten the
   * connection: also a connection's end does not get through. New clients connect and hear nothing.
   */
  public void blackHole() {
    gate.shut();
  }

  /** Resets all connections, both ends, and from now on every new one too. */
  public void refuse() {
    refusing = true;
    cut();
  }

  /** Ends a black hole, which delivers what was held up, or a refusal. */
  public void resume() {
    refusing = false;
    gate.open();
  }

  /** Resets all connections, both ends (TCP RST); new ones are relayed. */
  public void cut() {
    connections.forEach(RelayedConnection::reset);
  }

  /** Relays new connections to another port of loopback; those that are open stay as they are. */
  public void retarget(int targetPort) {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
  }

  /** How many connections are open now. */
  public int openConnections() {
    return connections.size();
  }

  /** How many connections were accepted, those that were refused included. */
  public long acceptedConnections() {
    return accepted.sum();
  }

  /** Bytes delivered to the target. */
  public long bytesToTarget() {
    return toTarget.sum();
  }

  /** Bytes delivered to clients. */
  public long bytesFromTarget() {
    return fromTarget.sum();
  }

  /** Resets all connections and stops listening. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException _) {
      // it is closed all the same
    }
    refuse();
    gate.open();
    threads.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        accepted.increment();
        RelayedConnection connection =
            new RelayedConnection(client, gate, () -> delay, toTarget, fromTarget);
        connections.add(connection);
        if (refusing) {
          connection.reset();
        }
        threads.execute(() -> relay(connection));
      } catch (IOException _) {
        // closed, or a client that was gone before it was accepted
      }
    }
  }

  private void relay(RelayedConnection connection) {
    try {
      connection.run(target);
    } finally {
      connections.remove(connection);
    }
  }
}
