package dev.jetway.tunnel.gateway;

import dev.jetway.kube.StatusException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the streams whose token has expired or is not accepted any more: a stream that was opened
 * with a good token must not outlive it. One virtual thread.
 */
final class TokenWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TokenWatch.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int TICKS_PER_REVIEW = 10;

  private final LiveStreams streams;
  private final CallerAuthentication authentication;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  TokenWatch(LiveStreams streams, CallerAuthentication authentication) {
    this.streams = streams;
    this.authentication = authentication;
    this.thread = Thread.ofVirtual().name("token-watch").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void run() {
    try {
      for (long tick = 1; !closed.await(TICK.toNanos(), TimeUnit.NANOSECONDS); tick++) {
        streams.expire();
        if (tick % TICKS_PER_REVIEW == 0) {
          review();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
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
