package dev.jetway.tunnel;

import dev.jetway.tunnel.ControlPlaneLink.Subscription;
import java.time.Clock;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link's state and who listens to it. Listeners hear every change, in order, on one virtual
 * thread.
 *
 * <p>Thread-safe; the lock orders changes and is never held while a listener runs.
 */
public final class LinkStates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkStates.class);

  private final String name;
  private final Clock clock;
  private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService notifier;
  private volatile LinkState state;

  /** The states of the link {@code name}, down for a reason at first. */
  public LinkStates(String name, Clock clock, String firstReason) {
    this.name = name;
    this.clock = clock;
    this.state = new LinkState.Down(clock.instant(), firstReason, LinkTrouble.CONNECTING);
    this.notifier =
        Executors.newSingleThreadExecutor(Thread.ofVirtual().name("link-state-" + name).factory());
  }

  /** The state now. */
  public LinkState state() {
    return state;
  }

  /** Hears of every change, first of the present state. */
  public synchronized Subscription onChange(Consumer<LinkState> consumer) {
    Listener listener = new Listener(consumer);
    listeners.add(listener);
    LinkState present = state;
    tell(() -> listener.hear(present));
    return () -> listeners.remove(listener);
  }

  /** Another control plane than before: down for good, whatever comes after. */
  public synchronized void identityChanged(String reason) {
    if (!isHalted()) {
      LOG.error("link halted connection={} reason=\"{}\"", name, reason);
      change(new LinkState.Down(clock.instant(), reason, LinkTrouble.IDENTITY_CHANGED));
    }
  }

  private boolean isHalted() {
    return state instanceof LinkState.Down down && down.identityChanged();
  }

  /** Requests go through, to a far end that said this. */
  public synchronized void up(LinkSession session) {
    if (isHalted()) {
      return;
    }
    if (state instanceof LinkState.Up up) {
      if (!up.session().equals(session)) {
        change(new LinkState.Up(up.since(), session));
      }
      return;
    }
    LOG.info(
        "link up connection={} cluster={} controlPlane={} version={}",
        name,
        session.cluster(),
        session.controlPlaneId(),
        session.version());
    change(new LinkState.Up(clock.instant(), session));
  }

  /** The far end cannot be reached, or not any more. */
  public void down(String reason) {
    down(reason, LinkTrouble.UNREACHABLE);
  }

  /** Requests do not go through; when they did not before, only the reason is new. */
  public synchronized void down(String reason, LinkTrouble trouble) {
    if (isHalted()) {
      return;
    }
    if (state instanceof LinkState.Down down) {
      if (!down.reason().equals(reason) || down.trouble() != trouble) {
        LOG.info("link still down connection={} reason=\"{}\"", name, reason);
        change(new LinkState.Down(down.since(), reason, trouble));
      }
      return;
    }
    LOG.warn("link down connection={} reason=\"{}\"", name, reason);
    change(new LinkState.Down(clock.instant(), reason, trouble));
  }

  private void change(LinkState next) {
    state = next;
    tell(() -> listeners.forEach(listener -> listener.hear(next)));
  }

  private void tell(Runnable news) {
    try {
      notifier.execute(news);
    } catch (RejectedExecutionException _) {
      // The link is closed; nobody waits for news.
    }
  }

  /** Ends the notifications. */
  @Override
  public void close() {
    notifier.shutdown();
  }

  /** By identity, so that the same consumer may listen twice. */
  private static final class Listener {
    private final Consumer<LinkState> consumer;

    Listener(Consumer<LinkState> consumer) {
      this.consumer = consumer;
    }

    void hear(LinkState news) {
      try {
        consumer.accept(news);
      } catch (RuntimeException e) {
        LOG.error("a listener of the link's state failed", e);
      }
    }
  }
}
