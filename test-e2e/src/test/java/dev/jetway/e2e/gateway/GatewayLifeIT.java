package dev.jetway.e2e.gateway;

import static dev.jetway.e2e.gateway.Requests.BUCKETS;
import static dev.jetway.e2e.gateway.Requests.bucket;
import static dev.jetway.e2e.gateway.Requests.buckets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Component;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.dial.TunnelLink;
import dev.jetway.tunnel.gateway.GatewayLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How streams end. */
@ExtendWith(ProviderPlane.class)
class GatewayLifeIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(20));
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ControlPlane plane;

  GatewayLifeIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void aReplicaThatStartsTakesNoRightsAwayMeanwhile() {
    try (TestGateway _ = gateway()) {
      long began = plane.auditLog().position();
      try (TestGateway _ = gateway()) {
        assertThat(
                plane
                    .auditLog()
                    .since(
                        began,
                        event ->
                            event.verb().equals("update")
                                && event.requestUri().contains("/clusterroles/jetway:offered")))
            .isEmpty();
      }
    }
  }

  @Test
  void deletingTheServiceAccountBreaksItsStreamsWithinSeconds() {
    try (TestGateway gateway = gateway();
        TunnelLink link = gateway.link("leaver", gateway.enrol("leaver"))) {
      ResponseBody watch = body(Requests.watch(link, BUCKETS + "/buckets?watch=true", ""));
      plane.kubectl().output("delete", "serviceaccount", "leaver", "-n", TestGateway.NAMESPACE);

      assertThat(timeOf(() -> assertThatThrownBy(watch::read).isInstanceOf(IOException.class)))
          .isLessThan(Duration.ofSeconds(5));
      SOON.isTrue("link down", () -> link.state() instanceof LinkState.Down);
      SOON.isTrue(
          "role binding gone",
          () -> !plane.kubectl("get", "clusterrolebinding", "jetway:leaver:view").succeeded());
    }
  }

  @Test
  void aWatchEndsCleanlyWhenItsTokenExpires() throws Exception {
    AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
    InstantSource later = () -> Instant.now().plus(offset.get());
    try (TestGateway gateway =
            TestGateway.start(plane, GatewayLimits.DEFAULT, later.withZone(ZoneOffset.UTC));
        TunnelLink link = gateway.link("sleeper", gateway.enrol("sleeper"))) {
      ResponseBody watch = body(Requests.watch(link, BUCKETS + "/buckets?watch=true", ""));
      offset.set(Duration.ofHours(2));

      assertThat(read(watch)).isEqualTo(-1);
    }
  }

  @Test
  void aClientThatGoesAwayEndsTheProvidersRequest() {
    try (TestGateway gateway = gateway();
        TunnelLink link = gateway.link("walker", gateway.enrol("walker"))) {
      long began = plane.auditLog().position();
      StreamedResponse watch =
          Requests.watch(link, BUCKETS + "/buckets?watch=true&timeoutSeconds=300", "");
      watch.cancel(new IOException("the client went away"));

      Eventually.within(Duration.ofSeconds(3))
          .isTrue(
              "end of the watch at the provider",
              () ->
                  !plane
                      .auditLog()
                      .since(
                          began,
                          event ->
                              event.stage().equals("ResponseComplete")
                                  && event.verb().equals("watch")
                                  && event
                                      .impersonatedUser()
                                      .equals(Optional.of("jetway:walker:jane")))
                      .isEmpty());
    }
  }

  @Test
  void cancellingManyWatchesAtOnceHurtsNoOther() throws Exception {
    try (TestGateway gateway = gateway();
        TunnelLink link = gateway.link("crowd", gateway.enrol("crowd"))) {
      ResponseBody survivor = body(Requests.watch(link, BUCKETS + "/buckets?watch=true", ""));
      for (int round = 0; round < 2; round++) {
        List<StreamedResponse> watches = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
          watches.add(Requests.watch(link, BUCKETS + "/buckets?watch=true", ""));
        }
        watches.forEach(watch -> watch.cancel(new IOException("enough")));
      }

      assertThat(
              Requests.send(link, "POST", buckets("crowd", "x"), "x", bucket("crowd", "x", "one"))
                  .status())
          .isEqualTo(201);
      assertThat(survivor.read()).isEqualTo('{');
      assertThat(text(gateway.health("/metrics")))
          .contains(
              "jetway_gateway_requests_total{cluster=\"crowd\",code=\"201\",verb=\"post\"} 1.0")
          .contains("jetway_gateway_live_streams{cluster=\"crowd\"}");
      survivor.close();
    }
  }

  @Test
  void aDeletedNamespaceBreaksItsWatchesAndIsMadeAgain() throws Exception {
    try (TestGateway gateway = gateway();
        TunnelLink link = gateway.link("mover", gateway.enrol("mover"))) {
      String one = bucket("mover", "x", "one");
      assertThat(Requests.send(link, "POST", buckets("mover", "x"), "x", one).status())
          .isEqualTo(201);
      ResponseBody watch = body(Requests.watch(link, buckets("mover", "x") + "?watch=true", "x"));

      assertThat(Requests.send(link, "DELETE", "/api/v1/namespaces/mover-x", "", "").status())
          .isEqualTo(200);

      assertThatThrownBy(() -> read(watch)).isInstanceOf(IOException.class);
      SOON.isTrue(
          "namespace gone", () -> !plane.kubectl("get", "namespace", "mover-x").succeeded());
      assertThat(Requests.send(link, "POST", buckets("mover", "x"), "x", one).status())
          .isEqualTo(201);
    }
  }

  @Test
  void aDrainEndsWatchesCleanlyAndLetsRequestsFinish() throws Exception {
    TestGateway gateway = gateway();
    try (TunnelLink link = gateway.link("drained", gateway.enrol("drained"))) {
      assertThat(probe(gateway.health("/readyz"))).isEqualTo(200);
      ResponseBody watch = body(Requests.watch(link, BUCKETS + "/buckets?watch=true", ""));
      gateway.server().announceShutdown();
      assertThat(probe(gateway.health("/readyz"))).isEqualTo(503);
      assertThat(probe(gateway.health("/livez"))).isEqualTo(200);
      assertThat(Requests.get(link, BUCKETS + "/buckets", "").status()).isEqualTo(200);

      Duration time = timeOf(gateway::close);

      assertThat(read(watch)).isEqualTo(-1);
      assertThat(time).isLessThan(Duration.ofSeconds(20));
    } finally {
      gateway.close();
    }
  }

  @Test
  void aLostProviderBreaksWatchesAndAnswersRequestsWithAStatus() throws Exception {
    try (TestGateway gateway = gateway();
        TunnelLink link = gateway.link("lonely", gateway.enrol("lonely"));
        ApiClient client = gateway.client()) {
      String token = gateway.token("lonely", "connect.jetway.dev");
      assertThat(
              Requests.send(link, "POST", buckets("lonely", "x"), "x", bucket("lonely", "x", "one"))
                  .status())
          .isEqualTo(201);
      ResponseBody watch = body(Requests.watch(link, buckets("lonely", "x") + "?watch=true", "x"));
      assertThat(watch.read()).isEqualTo('{');
      assertThat(
              client
                  .send(TestGateway.as(client.request(BUCKETS + "/buckets"), "lonely", token).GET())
                  .statusCode())
          .isEqualTo(200);

      plane.kill(Component.API_SERVER);
      try {
        assertThatThrownBy(() -> read(watch)).isInstanceOf(IOException.class);
        AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
        Duration time =
            timeOf(() ->
                answer.set(
                    client.send(
                        TestGateway.as(client.request(BUCKETS + "/buckets"), "lonely", token)
                            .GET())));
        assertThat(time).isLessThan(Duration.ofSeconds(5));
        assertThat(answer.get().statusCode()).isEqualTo(503);
        assertThat(answer.get().body()).contains("\"kind\":\"Status\"");
        assertThat(answer.get().headers().firstValue("Retry-After")).isEmpty();
        HttpResponse<String> schema =
            client.send(TestGateway.as(client.request(BUCKETS), "lonely", token).GET());
        assertThat(schema.statusCode()).isIn(200, 503);
      } finally {
        plane.start(Component.API_SERVER);
      }
      SOON.isTrue("answer after return", () -> status(link) == 200);
    }
  }

  private TestGateway gateway() {
    return TestGateway.start(plane, GatewayLimits.DEFAULT, Clock.systemUTC());
  }

  private static int status(TunnelLink link) {
    try {
      return Requests.get(link, BUCKETS + "/buckets", "").status();
    } catch (Exception _) {
      return 0;
    }
  }

  /** Reads to the end; what comes before does not matter. */
  private static int read(ResponseBody body) throws IOException {
    int last = body.read();
    while (last >= 0) {
      last = body.read();
    }
    return last;
  }

  private static ResponseBody body(StreamedResponse response) {
    return new ResponseBody(response, PATIENCE);
  }

  private static int probe(URI uri) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static String text(URI uri) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static Duration timeOf(Runnable action) {
    long began = System.nanoTime();
    action.run();
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
