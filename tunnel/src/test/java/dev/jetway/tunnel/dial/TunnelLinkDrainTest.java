package dev.jetway.tunnel.dial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.LinkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http2.api.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TunnelLinkDrainTest {
  @Test
  void anotherConnectionTakesOverAndOpenStreamsGoOn() throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        TunnelLink link = Requests.up(settled(gateway.settings()).withConnections(1))) {
      StreamedResponse watch = link.send(Requests.get("/watch"));
      Session old = gateway.sessions().getFirst();
      Waiting.until("the watch is known", () -> !gateway.watches.isEmpty());

      CompletableFuture<Void> drained = FakeGateway.goAway(old);

      Waiting.until("there is a second connection", () -> gateway.sessions().size() == 2);
      assertThat(Requests.text(link.send(Requests.post("/echo", new byte[] {'x'})))).isEqualTo("x");
      assertThat(drained).isNotDone();
      gateway.sendLast("event");
      assertThat(Requests.text(watch)).isEqualTo("event");
      Waiting.until("the old connection is closed", () -> !gateway.sessions().contains(old));
      assertThat(link.state()).isInstanceOf(LinkState.Up.class);
    }
  }

  @Test
  void noRequestFailsWhileAllConnectionsAreReplaced() throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        TunnelLink link = Requests.up(settled(gateway.settings()));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Set<LinkState> states = ConcurrentHashMap.newKeySet();
      AtomicBoolean done = new AtomicBoolean();
      AtomicInteger answered = new AtomicInteger();
      List<Future<?>> running = new ArrayList<>();
      try (var _ = link.onChange(states::add)) {
        for (int i = 0; i < 4; i++) {
          running.add(
              callers.submit(() -> {
                while (!done.get()) {
                  Requests.text(link.send(Requests.post("/echo", new byte[] {'x'})));
                  answered.incrementAndGet();
                }
                return true;
              }));
        }
        for (int round = 0; round < 5; round++) {
          int handshakes = 2 * (round + 1);
          Waiting.until("two connections", () -> gateway.sessions().size() == 2);
          Waiting.until("let in", () -> gateway.sessionRequests.get() >= handshakes);
          List<Session> old = gateway.sessions();
          int before = answered.get();
          for (Session session : old) {
            FakeGateway.goAway(session).get();
          }
          Waiting.until("requests went on", () -> answered.get() > before + 20);
        }
        done.set(true);
        for (Future<?> caller : running) {
          caller.get();
        }
      }
      assertThat(states).hasOnlyElementsOfType(LinkState.Up.class);
      assertThat(gateway.received("/echo")).isEqualTo(answered.get());
    }
  }

  /** Drains count as hand-overs at once; else a gateway that drains everybody is avoided. */
  private static LinkSettings settled(LinkSettings settings) {
    return settings.withTimings(
        settings.timings().withRetry(Duration.ofNanos(1), Duration.ofMillis(100)));
  }
}
