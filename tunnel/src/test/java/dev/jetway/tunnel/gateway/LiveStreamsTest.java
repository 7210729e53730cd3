package dev.jetway.tunnel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.kube.StatusException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveStreamsTest {
  private static final GatewayLimits LIMITS =
      new GatewayLimits(
          GatewayLimits.DEFAULT.connections(),
          new GatewayLimits.Streams(100, 1, 3, 2),
          new GatewayLimits.Sizes(1, 100, 150),
          GatewayLimits.DEFAULT.times());

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
    streams.hold("a", 100);
    assertRefused(() -> streams.hold("a", 51));
    streams.hold("b", 150);
    streams.release("a", 100);
    streams.hold("a", 150);
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

  @Test
  void headsOfRequestsAreCountedForAsLongAsTheseAreInFlight() {
    LiveStream wordy = open("a", false, 100);
    assertRefused(() -> open("a", false, 51));
    assertRefused(() -> streams.hold("a", 51));
    open("b", false, 150);

    wordy.close();

    open("a", false, 150);
  }

  /** Twelve are possible: there is always one for a cluster that has none. */
  @Test
  void noClusterTakesWhatIsLeftForTheOthers() {
    LiveStreams roomy =
        new LiveStreams(
            new GatewayLimits(
                LIMITS.connections(),
                new GatewayLimits.Streams(12, 1, 100, 100),
                LIMITS.sizes(),
                LIMITS.times()),
            new GatewayMetrics(new PrometheusRegistry()),
            Clock.systemUTC());

    assertThat(taken(roomy, "greedy")).isEqualTo(6);
    assertThat(taken(roomy, "second")).isEqualTo(3);
    assertThat(taken(roomy, "third")).isEqualTo(2);
    LiveStream late = open(roomy, "late", false, 0);
    late.close();
    open(roomy, "late", false, 0);
    assertRefused(() -> open(roomy, "greedy", false, 0));
  }

  private static int taken(LiveStreams streams, String cluster) {
    int taken = 0;
    try {
      while (taken < 1000) {
        open(streams, cluster, false, 0);
        taken++;
      }
    } catch (StatusException _) {
      return taken;
    }
    throw new AssertionError("no limit");
  }

  private LiveStream open(String cluster, boolean watch) {
    return open(cluster, watch, 0);
  }

  private LiveStream open(String cluster, boolean watch, long head) {
    return open(streams, cluster, watch, head);
  }

  private static LiveStream open(LiveStreams streams, String cluster, boolean watch, long head) {
    VerifiedCaller caller =
        new VerifiedCaller(
            new Credential("token-" + cluster),
            "ns",
            cluster,
            "uid-" + cluster,
            Instant.MAX,
            Optional.empty());
    return streams.open(caller, cluster, "", watch, head);
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
