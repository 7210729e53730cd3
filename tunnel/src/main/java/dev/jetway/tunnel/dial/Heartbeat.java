package dev.jetway.tunnel.dial;

import dev.jetway.tunnel.LinkTrouble;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over one connection, on a virtual thread of its own, until it is closed: a PING finds out
 * whether the far end is there, the session request whether it still works and wants us.
 *
 * <p>Between the far end's silent end and the end of the connection lie at most one pause and one
 * wait, or two waits.
 */
final class Heartbeat implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final double JITTER = 0.2;
  private static final int MOST_UNANSWERED = 2;

  private final GatewayConnection connection;
  private final SessionRequest sessionRequest;
  private final LinkTimings timings;
  private final DoubleSupplier random;
  private final Consumer<SessionRequest.Answer.Welcome> onWelcome;
  private int unanswered;

  /**
   * {@code random} gives numbers from 0 to 1; {@code onWelcome} hears what the gateway says each
   * time.
   */
  Heartbeat(
      GatewayConnection connection,
      SessionRequest sessionRequest,
      LinkTimings timings,
      DoubleSupplier random,
      Consumer<SessionRequest.Answer.Welcome> onWelcome) {
    this.connection = connection;
    this.sessionRequest = sessionRequest;
    this.timings = timings;
    this.random = random;
    this.onWelcome = onWelcome;
  }

  @Override
  public void run() {
    try {
      while (connection.state() != GatewayConnection.State.CLOSED) {
        // After a silence there is no pause: the far end may be gone.
        boolean suspected = unanswered > 0 || pause();
        beat(suspected ? timings.suspectWithin() : timings.heartbeatWithin());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether somebody suspects the connection meanwhile. */
  private boolean pause() throws InterruptedException {
    double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
    long nanos = (long) (timings.heartbeatEvery().toNanos() * factor);
    return connection.awaitSuspicion(Duration.ofNanos(nanos));
  }

  private void beat(Duration within) throws InterruptedException {
    if (connection.state() == GatewayConnection.State.CLOSED) {
      return;
    }
    if (!connection.isAlive(within)) {
      connection.tearDown(GatewayConnection.noSignOfLife(within));
    } else if (connection.state() == GatewayConnection.State.UP) {
      askForSession();
    }
  }

  private void askForSession() throws InterruptedException {
    try {
      switch (sessionRequest.on(connection, timings.heartbeatWithin())) {
        case SessionRequest.Answer.Welcome welcome -> {
          unanswered = 0;
          onWelcome.accept(welcome);
        }
        case SessionRequest.Answer.Refusal refusal -> {
          unanswered = 0;
          if (refusal.isFinal()) {
            connection.refuse(LinkTrouble.ofStatus(refusal.code()), refusal.reason());
          }
        }
        case SessionRequest.Answer.Silence _ -> {
          if (++unanswered >= MOST_UNANSWERED) {
            connection.tearDown("the gateway answers pings but no requests");
          }
        }
      }
    } catch (IOException _) {
      // The stream's end was the connection's, or its drain; its state tells.
      unanswered = 0;
    } catch (DialFailure e) {
      // No token at the moment: the connection is as good as before.
      LOG.warn("heartbeat without session request reason=\"{}\"", e.reason());
    }
  }
}
