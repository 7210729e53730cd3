package dev.jetway.tunnel.gateway;

import dev.jetway.kube.StatusException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the streams whose token has expired or is not accepted any more, and connections that nobody
 * has another for: a stream that was opened with a good token must not outlive it. Two virtual
 * threads, since a review can take long.
 */
final class TokenWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TokenWatch.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration REVIEWS = Duration.ofSeconds(10);

  private final LiveStreams streams;
  private final TunnelConnections connections;
  private final CallerAuthentication authentication;
  private final CountDownLatch closed = new CountDownLatch(1);

  TokenWatch(
      LiveStreams streams, TunnelConnections connections, CallerAuthentication authentication) {
    this.streams = streams;
    this.connections = connections;
    this.authentication = authentication;
  }

  void start() {
    Thread.ofVirtual().name("token-expiry").start(() -> every(TICK, this::expire));
    Thread.ofVirtual().name("token-review").start(() -> every(REVIEWS, this::review));
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void every(Duration period, Runnable task) {
    try {
      while (!closed.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
        turn(task);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void turn(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) { // the edge of the thread: it must not end unseen
      LOG.error("tokens in use could not be looked at, and are again", e);
    }
  }

  private void expire() {
    streams.expire();
    connections.expire();
  }

  private void review() {
    for (Credential credential : streams.credentials()) {
      try {
        authentication.authenticate(credential);
      } catch (StatusException e) {
        if (e.status().code() == 401) {
          streams.reject(credential);
        } else {
          LOG.debug("could not review a token: {}", e.getMessage());
        }
      }
    }
  }
}
