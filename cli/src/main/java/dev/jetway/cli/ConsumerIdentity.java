package dev.jetway.cli;

import dev.jetway.cli.cluster.Target;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The identity of the consumer cluster: the UID of its {@code kube-system} namespace. */
final class ConsumerIdentity {
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerIdentity.class);

  private ConsumerIdentity() {}

  /**
   * Asks for it until the API server answers.
   *
   * @throws dev.jetway.kube.StatusException if it refuses
   */
  static String await(ApiServerClient client) throws InterruptedException {
    while (true) {
      try {
        return Target.uid(client);
      } catch (ApiUnreachableException e) {
        LOG.warn("waiting for the consumer's API server reason=\"{}\"", e.getMessage());
        boolean _ = new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }
}
