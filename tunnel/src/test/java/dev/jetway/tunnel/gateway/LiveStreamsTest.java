package dev.jetway.tunnel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.kube.StatusException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveStreamsTest {
  private static final GatewayLimits LIMITS =
      new GatewayLimits(1, 1, 1, 3, 2, 1, 100, 150, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final LiveStreams streams =
      new LiveStreams(LIMITS, new GatewayMetrics(new PrometheusRegistry()), Clock.systemUTC());

  @Test
  void eachClusterHasItsOwnLimits() {
    LiveStream first = open("a", true);
    open("a", true);
    assertRefused(() -> open("a", true));
    open("a", false);
    assertRefused(() -> open("a", false));
    open("b", true);

    first.close();
    first.close();

    open("a", true);
    assertRefused(() -> open("a", false));
  }

  @Test
  void bodiesThatAreHeldAreCounted() {
    streams.holdBody("a", 100);
    assertRefused(() -> streams.holdBody("a", 51));
    streams.holdBody("b", 150);
    streams.releaseBody("a", 100);
    streams.holdBody("a", 150);
  }

  @Test
  void aRequestThatWaitsForItsHeadIsInterruptedWhenItsCallerIsRevoked() throws Exception {
    LiveStream stream = open("a", false);
    CountDownLatch waiting = new CountDownLatch(1);
    FutureTask<String> request =
        new FutureTask<>(() ->
            stream.await(() -> {
              waiting.countDown();
              return waitForever();
            }));
    Thread.ofVirtual().start(request);
    waiting.await();

    streams.revoke("other");
    streams.revoke("uid-a");

    assertThatThrownBy(() -> request.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void nothingBeginsOnAStreamThatWasEnded() {
    LiveStream stream = open("a", false);
    streams.revoke("uid-a");

    assertThatThrownBy(() -> stream.await(() -> "sent")).isInstanceOf(IOException.class);
  }

  private LiveStream open(String cluster, boolean watch) {
    VerifiedCaller caller =
        new VerifiedCaller(
            new Credential("token-" + cluster),
            "ns",
            cluster,
            "uid-" + cluster,
            Instant.MAX,
            Optional.empty());
    return streams.open(caller, cluster, "", watch);
  }

  private static String waitForever() throws IOException {
    try {
      new CountDownLatch(1).await();
      return "never";
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void assertRefused(Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status().code()).isEqualTo(429));
  }
}
