package dev.jetway.tunnel.dial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.UserInfo;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.TunnelHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TunnelLinkTest {
  private final FakeGateway gateway = new FakeGateway();
  private final TunnelLink link = Requests.up(gateway.settings());

  @AfterEach
  void close() {
    link.close();
    gateway.close();
  }

  @Test
  void isUpWithWhatTheGatewaySaid() {
    assertThat(link.state())
        .isInstanceOfSatisfying(
            LinkState.Up.class,
            up ->
                assertThat(up.session())
                    .isEqualTo(
                        new LinkSession(
                            "prod", "control-plane-1", "test", new NamespaceMode.PerNamespace())));
  }

  @Test
  void keepsTwoConnections() {
    Waiting.until("two connections", () -> gateway.sessions().size() == 2);
  }

  @Test
  void saysWhoCallsAndNothingElse() throws Exception {
    LinkRequest request =
        new LinkRequest(
            "GET",
            "/echo",
            "a=b&c=%2F",
            HttpFields.build()
                .add("Accept", "application/json")
                .add("Jetway-Namespace", "team-a")
                .add("Jetway-Cluster-Id", "forged")
                .add("Impersonate-User", "forged")
                .add("X-Remote-User", "forged")
                .add("Authorization", "forged")
                .add("Connection", "x-hop")
                .add("X-Hop", "forged"),
            Optional.empty(),
            Optional.of(new UserInfo("jörg", "u1", List.of("a", "b c"), Map.of("k", List.of("v")))),
            "audit-1",
            Duration.ofSeconds(20));

    Requests.bytes(link.send(request));

    FakeGateway.Received received = gateway.received.remove();
    assertThat(received.target()).isEqualTo("/echo?a=b&c=%2F");
    HttpFields headers = received.headers();
    assertThat(headers.getValuesList("Authorization")).containsExactly("Bearer token-1");
    assertThat(headers.getValuesList("Jetway-Cluster-Id")).containsExactly("cluster-1");
    assertThat(headers.get("Jetway-Protocol")).isEqualTo("1");
    assertThat(headers.get("Jetway-Namespace")).isEqualTo("team-a");
    assertThat(headers.get("Audit-ID")).isEqualTo("audit-1");
    assertThat(headers.get("Accept")).isEqualTo("application/json");
    assertThat(TunnelHeaders.user(headers)).isEqualTo(request.user());
    assertThat(headers.toString()).doesNotContain("forged");
  }

  @Test
  void streamsBothWays() throws Exception {
    byte[] body = new byte[20_000_000];
    new Random(1).nextBytes(body);

    assertThat(Requests.bytes(link.send(Requests.post("/echo", body)))).isEqualTo(body);
  }

  @Test
  void passesAWatchOnEventByEvent() throws Exception {
    StreamedResponse watch = link.send(Requests.get("/watch"));
    assertThat(watch.status()).isEqualTo(200);
    byte[] buffer = new byte[100];
    try (ResponseBody body = new ResponseBody(watch, Duration.ofSeconds(20))) {
      for (String event : List.of("one", "two", "three")) {
        Waiting.until("the watch is known", () -> !gateway.watches.isEmpty());
        gateway.send(event);
        int n = body.read(buffer);
        assertThat(new String(buffer, 0, n, UTF_8)).isEqualTo(event);
      }
      gateway.sendLast("");
      assertThat(body.read()).isEqualTo(-1);
    }
  }

  @Test
  void cancellingEndsTheRequestAtTheGateway() throws Exception {
    StreamedResponse watch = link.send(Requests.get("/watch"));
    Waiting.until("the watch is known", () -> gateway.watches.size() == 1);

    watch.cancel(new IOException("enough"));

    Waiting.until("the watch has ended", () -> gateway.watches.isEmpty());
    assertThatThrownBy(() -> Requests.text(watch)).hasMessageContaining("enough");
    watch.cancel(new IOException("again"));
  }

  @Test
  void aBodyThatBreaksEndsInAFailure() throws Exception {
    StreamedResponse answer = link.send(Requests.get("/broken"));

    assertThatThrownBy(() -> Requests.text(answer))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("internal_error");
  }

  @Test
  void givesUpWaitingForAHeadAndTellsTheGateway() {
    assertThatThrownBy(() -> link.send(Requests.get("/hang", Duration.ofSeconds(1))))
        .isInstanceOf(LinkException.TimedOut.class)
        .hasMessageContaining("\"test\"");
    Waiting.until("the request is cancelled", () -> gateway.ended.get() == 1);
    assertThat(gateway.received("/hang")).isEqualTo(1);
  }

  @Test
  void aRefusedTokenIsTheLinksTroubleAndNotTheUsers() {
    assertThatThrownBy(() -> link.send(Requests.get("/unauthorized")))
        .isInstanceOf(LinkException.Down.class)
        .hasMessageContaining("does not accept the token");
  }

  @Test
  void aRefusedStreamGoesOverAnotherConnection() {
    Waiting.until("two connections", () -> gateway.sessions().size() == 2);
    // The gateway has let both in a moment before the link knows.
    Waiting.until("the other connection is taken", this::isTakenOverAnother);
  }

  private boolean isTakenOverAnother() {
    gateway.refusals.set(1);
    try {
      return Requests.text(link.send(Requests.get("/refused"))).equals("taken");
    } catch (LinkException.Down _) {
      return false;
    } catch (LinkException | IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStreamRefusedEverywhereIsDown() {
    gateway.refusals.set(100);

    assertThatThrownBy(() -> link.send(Requests.get("/refused")))
        .isInstanceOf(LinkException.Down.class);
    assertThat(gateway.received("/refused")).isLessThanOrEqualTo(2);
  }

  @Test
  void aRequestThatMayHaveLeftIsNotSentAgain() throws Exception {
    try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<StreamedResponse> answer = caller.submit(() -> link.send(Requests.get("/hang")));
      Waiting.until("it has arrived", () -> gateway.received("/hang") == 1);

      gateway.sessions().forEach(session -> gateway.disconnect(session));

      assertThatThrownBy(answer::get).hasCauseInstanceOf(LinkException.Broken.class);
      Requests.awaitUp(link);
      assertThat(gateway.received("/hang")).isEqualTo(1);
    }
  }

  @Test
  void carriesAThousandWatchesBesideOtherRequests() throws Exception {
    int count = 1_000;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<StreamedResponse>> watches =
          IntStream.range(0, count)
              .mapToObj(i -> callers.submit(() -> link.send(Requests.get("/watch"))))
              .toList();
      for (Future<StreamedResponse> watch : watches) {
        assertThat(watch.get().status()).isEqualTo(200);
      }
      Waiting.until("all are open", () -> gateway.watches.size() == count);

      assertThat(Requests.bytes(link.send(Requests.get("/bytes?10000000")))).hasSize(10_000_000);

      gateway.sendLast("event");
      for (Future<StreamedResponse> watch : watches) {
        assertThat(Requests.text(watch.get())).isEqualTo("event");
      }
    }
  }

  @Test
  void aWatchThatNobodyReadsDoesNotStopTheOthers() throws Exception {
    List<StreamedResponse> unread =
        List.of(
            link.send(Requests.get("/bytes?50000000")),
            link.send(Requests.get("/bytes?50000000")),
            link.send(Requests.get("/bytes?50000000")),
            link.send(Requests.get("/bytes?50000000")));

    assertThat(Requests.bytes(link.send(Requests.get("/bytes?5000000")))).hasSize(5_000_000);
    unread.forEach(answer -> answer.cancel(new IOException("enough")));
  }

  @Test
  void aListenerHearsThePresentStateFirst() throws Exception {
    LinkedBlockingQueue<LinkState> heard = new LinkedBlockingQueue<>();
    try (var _ = link.onChange(heard::add)) {
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isInstanceOf(LinkState.Up.class);

      gateway.close();

      assertThat(heard.poll(20, TimeUnit.SECONDS)).isInstanceOf(LinkState.Down.class);
    }
  }

  @Test
  void closingEndsWatchesAndRefusesRequests() throws Exception {
    StreamedResponse watch = link.send(Requests.get("/watch"));

    link.close();

    assertThatThrownBy(() -> Requests.text(watch)).hasMessageContaining("closed");
    assertThatThrownBy(() -> link.send(Requests.get("/echo")))
        .isInstanceOf(LinkException.Down.class);
    Waiting.until("the gateway has no connection", () -> gateway.sessions().isEmpty());
  }
}
