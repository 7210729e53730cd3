package dev.jetway.tunnel.dial;

import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkStates;
import dev.jetway.tunnel.LinkTrouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections of a link that take requests, and with them whether the link is up: it is while
 * there is one, and while the last one is being replaced because the gateway asked for it (a hand
 * over). A lost connection is no hand-over: the link is down at once.
 *
 * <p>Thread-safe; the lock guards the list, the count of hand-overs and the order of state changes,
 * and is never held while something is waited for or sent.
 */
final class OpenConnections {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<GatewayConnection> open = new ArrayList<>();
  private final LinkStates states;
  private int handOvers;
  private Optional<String> halted = Optional.empty();

  OpenConnections(LinkStates states) {
    this.states = states;
  }

  /**
   * The connection with the fewest streams, but none of those tried already. Waits only during a
   * hand-over, and no longer than {@code within}.
   */
  Optional<GatewayConnection> pick(Set<GatewayConnection> tried, Duration within)
      throws InterruptedException {
    long nanos = within.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        Optional<GatewayConnection> best =
            open.stream()
                .filter(OpenConnections::takesRequests)
                .filter(connection -> !tried.contains(connection))
                .min(Comparator.comparingInt(GatewayConnection::load));
        if (best.isPresent() || !isBetweenTwo() || nanos <= 0) {
          return best;
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * A connection is up.
   *
   * @param handOver whether it replaces one that drains
   * @return false if the link was halted meanwhile
   */
  boolean opened(GatewayConnection connection, LinkSession session, boolean handOver) {
    lock.lock();
    try {
      handOvers -= handOver ? 1 : 0;
      if (halted.isPresent()) {
        return false;
      }
      // It may have been lost since the handshake.
      if (takesRequests(connection)) {
        open.add(connection);
        states.up(session);
      }
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A connection takes no more requests.
   *
   * @param handOver whether a new one is made at once to take over
   */
  void retired(GatewayConnection connection, String reason, boolean handOver) {
    lock.lock();
    try {
      open.remove(connection);
      handOvers += handOver ? 1 : 0;
      downIfNoneIsLeft(reason, connection.trouble());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** An attempt to connect failed. */
  void failed(String reason, LinkTrouble trouble, boolean handOver) {
    lock.lock();
    try {
      handOvers -= handOver ? 1 : 0;
      downIfNoneIsLeft(reason, trouble);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Has all of them examined: what one gateway is suspected of may be true of the others' host. */
  void doubt(Duration within) {
    lock.lock();
    try {
      open.forEach(connection -> connection.doubt(within));
    } finally {
      lock.unlock();
    }
  }

  /** Lets nothing through any more, for good. */
  void halt(String reason) {
    lock.lock();
    try {
      halted = Optional.of(halted.orElse(reason));
      open.clear();
      states.down(halted.get());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Nothing takes requests, but something may soon: a connection that drains is being replaced, or
   * one has just ended and whoever found out is about to say which it is.
   */
  private boolean isBetweenTwo() {
    return (handOvers > 0 || !open.isEmpty())
        && open.stream().noneMatch(OpenConnections::takesRequests);
  }

  private static boolean takesRequests(GatewayConnection connection) {
    return connection.state() == GatewayConnection.State.UP;
  }

  private void downIfNoneIsLeft(String reason, LinkTrouble trouble) {
    if (open.isEmpty() && handOvers == 0) {
      states.down(halted.orElse(reason), trouble);
    }
  }
}
