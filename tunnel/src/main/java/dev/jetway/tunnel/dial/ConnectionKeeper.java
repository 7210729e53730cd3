package dev.jetway.tunnel.dial;

import dev.jetway.tunnel.LinkSession;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection of a link: dials, waits until the connection takes no more requests, dials
 * again. A connection that drains is replaced at once and ends beside its successor; one that was
 * lost or refused is dialled again after a pause.
 *
 * <p>Runs on a virtual thread of its own until that is interrupted. {@link #close} may be called
 * from any thread.
 */
final class ConnectionKeeper implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionKeeper.class);

  private final int index;
  private final LinkTimings timings;
  private final GatewayDialer dialer;
  private final OpenConnections open;
  private final BackOff backOff;
  private final Consumer<GatewayConnection> onUp;
  private final Consumer<String> onIdentityChanged;
  private final Set<GatewayConnection> alive = ConcurrentHashMap.newKeySet();
  private volatile long upSince;
  private volatile boolean handOver;

  /** {@code onUp} hears of each connection that came up, on the keeper's thread. */
  ConnectionKeeper(
      int index,
      LinkTimings timings,
      GatewayDialer dialer,
      OpenConnections open,
      BackOff backOff,
      Consumer<GatewayConnection> onUp,
      Consumer<String> onIdentityChanged) {
    this.index = index;
    this.timings = timings;
    this.dialer = dialer;
    this.open = open;
    this.backOff = backOff;
    this.onUp = onUp;
    this.onIdentityChanged = onIdentityChanged;
  }

  @Override
  public void run() {
    try {
      for (int turn = index; keep(turn); turn++) {
        // keep() does the work; each turn begins at the next of the gateway's addresses.
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes one connection and stays with it. Returns false if there shall be no other. */
  private boolean keep(int turn) throws InterruptedException {
    boolean takesOver = handOver;
    handOver = false;
    try {
      GatewayConnection connection = dialer.dial(turn, this::retired);
      upSince = System.nanoTime();
      alive.add(connection);
      alive.removeIf(other -> other.state() == GatewayConnection.State.CLOSED);
      LinkSession session = connection.greeting().orElseThrow();
      if (!open.opened(connection, session, takesOver)) {
        connection.close("the link is halted");
        return false;
      }
      onUp.accept(connection);
      await(connection.retired());
      if (lived().compareTo(timings.healthyAfter()) >= 0) {
        backOff.reset();
      }
      if (!handOver) {
        pause(Optional.empty());
      }
      return true;
    } catch (DialFailure e) {
      LOG.debug("dialing failed keeper={} reason=\"{}\"", index, e.reason());
      open.failed(e.reason(), e.trouble(), takesOver);
      pause(e.retryAfter());
      return true;
    } catch (GatewayDialer.IdentityChangedException e) {
      onIdentityChanged.accept(e.reason());
      return false;
    }
  }

  /** Called at once when a connection takes no more requests, by whoever found out. */
  private void retired(GatewayConnection connection, String reason, boolean drains) {
    if (connection.greeting().isEmpty()) {
      // It never took any; the dialer tells why.
      return;
    }
    // A gateway that sends away whoever comes is not dialled in a tight loop.
    handOver = drains && lived().compareTo(timings.retryFirst()) >= 0;
    open.retired(connection, reason, handOver);
  }

  /** Closes the connection, and those that drain beside it. */
  void close(String reason) {
    alive.forEach(connection -> connection.close(reason));
  }

  /** Completes when all of them are closed. */
  CompletableFuture<Void> closed() {
    return CompletableFuture.allOf(
        alive.stream().map(GatewayConnection::closed).toArray(CompletableFuture<?>[]::new));
  }

  private Duration lived() {
    return Duration.ofNanos(System.nanoTime() - upSince);
  }

  private void pause(Optional<Duration> retryAfter) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(backOff.next(retryAfter).toNanos());
  }

  private static void await(CompletableFuture<?> event) throws InterruptedException {
    try {
      event.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
