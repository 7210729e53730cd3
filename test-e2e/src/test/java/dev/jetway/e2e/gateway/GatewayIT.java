package dev.jetway.e2e.gateway;

import static dev.jetway.e2e.gateway.Requests.BUCKETS;
import static dev.jetway.e2e.gateway.Requests.bucket;
import static dev.jetway.e2e.gateway.Requests.buckets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.gateway.Requests.Answer;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.UserInfo;
import dev.jetway.tunnel.dial.TunnelLink;
import dev.jetway.tunnel.gateway.GatewayLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ExtendWith(ProviderPlane.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayIT {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayIT.class);
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(15));
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MANY = 2_100;

  private final ControlPlane plane;
  private final TestGateway gateway;

  GatewayIT(ControlPlane plane) {
    this.plane = plane;
    this.gateway = TestGateway.start(plane, GatewayLimits.DEFAULT, Clock.systemUTC());
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @Test
  void theFirstObjectOfANamespaceMakesItAndIsTheUsers() throws Exception {
    long began = plane.auditLog().position();
    try (TunnelLink link = gateway.link("alpha", gateway.enrol("alpha"))) {
      assertThat(Requests.get(link, buckets("alpha", "team") + "/one", "team").status())
          .isEqualTo(404);
      assertThat(items(Requests.get(link, buckets("alpha", "team"), "team"))).isZero();
      assertThat(Requests.send(link, "DELETE", buckets("alpha", "team"), "team", "").status())
          .isEqualTo(200);
      assertThat(plane.kubectl("get", "namespace", "alpha-team").succeeded()).isFalse();

      Answer created =
          Requests.send(
              link, "POST", buckets("alpha", "team"), "team", bucket("alpha", "team", "one"));

      assertThat(created.status()).as(created.body()).isEqualTo(201);
      assertThat(
              plane
                  .kubectl()
                  .output("get", "namespace", "alpha-team", "-o", "jsonpath={.metadata.labels}"))
          .contains("\"connect.jetway.dev/managed\":\"true\"")
          .contains("\"connect.jetway.dev/cluster\":\"alpha\"")
          .contains("\"connect.jetway.dev/namespace\":\"team\"");
      assertThat(items(Requests.get(link, BUCKETS + "/buckets", ""))).isEqualTo(1);
      assertThat(items(Requests.get(link, buckets("alpha", "team"), "team"))).isEqualTo(1);
    }
    SOON.passes(() ->
        assertThat(
                plane
                    .auditLog()
                    .since(
                        began,
                        event ->
                            event.verb().equals("create") && event.auditId().equals("audit-POST")))
            .anySatisfy(event -> {
              assertThat(event.impersonatedUser()).contains("jetway:alpha:jane");
              assertThat(event.impersonatedGroups()).contains("jetway:alpha", "jetway:alpha:devs");
            }));
  }

  /** kube-apiserver takes 100 requests on a connection, so these need more than twenty. */
  @Test
  void whoHasManyWatchesKeepsNobodyWaiting() throws Exception {
    try (TunnelLink greedy = gateway.link("greedy", gateway.enrol("greedy"));
        TunnelLink modest = gateway.link("modest", gateway.enrol("modest"))) {
      for (int i = 0; i < MANY; i++) {
        Requests.watch(greedy, BUCKETS + "/buckets?watch=true", "");
      }

      assertThat(Requests.get(modest, BUCKETS + "/buckets", "").status()).isEqualTo(200);
      assertThat(Requests.get(greedy, BUCKETS + "/buckets", "").status()).isEqualTo(200);
    }
  }

  @Test
  void aUsersNameArrivesWhateverItsAlphabet() throws Exception {
    UserInfo user = UserInfo.of("jörg 世界", List.of());
    long began = plane.auditLog().position();
    try (TunnelLink link = gateway.link("names", gateway.enrol("names"))) {
      Requests.read(
          Requests.open(
              link, "GET", BUCKETS + "/buckets", "", Optional.empty(), Optional.of(user)));
    }
    SOON.passes(() ->
        assertThat(plane.auditLog().since(began, event -> event.verb().equals("list")))
            .anySatisfy(
                event -> assertThat(event.impersonatedUser()).contains("jetway:names:jörg 世界")));
  }

  @Test
  void aNewApiIsOfferedAtOnceAndItsSchemaFollowsTheDefinition() throws Exception {
    try (TunnelLink link = gateway.link("reader", gateway.enrol("reader"));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new ResponseBody(
                        Requests.open(
                            link,
                            "GET",
                            "/jetway/v1/offers",
                            "",
                            Optional.empty(),
                            Optional.empty()),
                        PATIENCE),
                    StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).contains("\"storage.example.org\"").doesNotContain("gadgets");

      plane.apply(gadgets());
      Duration time = await(lines, "\"gadgets\"");

      LOG.info("a new API was offered after {}", time);
      assertThat(time).isLessThan(Duration.ofSeconds(5));
      SOON.passes(() -> assertThat(schema(link)).contains("Gadget").doesNotContain("Shiny"));
      plane.apply(gadgets().replace("is a place for", "is a Shiny place for"));
      SOON.passes(() -> assertThat(schema(link)).contains("Shiny"));
      SOON.passes(
          () -> assertThat(get(link, "/openapi/v2")).contains("Shiny").doesNotContain("\"/api/v1"));
      SOON.isTrue("API served", () -> get(link, gadgetsPath()).contains("GadgetList"));

      plane.kubectl().output("delete", "crd", "gadgets.gadget.example.org");
      SOON.isTrue("API withdrawn", () -> get(link, gadgetsPath()).contains("does not offer"));
    }
  }

  private static Duration await(BufferedReader lines, String text) throws IOException {
    long began = System.nanoTime();
    String line = lines.readLine();
    while (line != null && !line.contains(text)) {
      line = lines.readLine();
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static String gadgets() {
    return Samples.BUCKET_CRD
        .yaml()
        .replace("storage.example.org", "gadget.example.org")
        .replace("buckets", "gadgets")
        .replace("Bucket", "Gadget")
        .replace("bucket", "gadget");
  }

  private static String gadgetsPath() {
    return "/apis/gadget.example.org/v1/gadgets";
  }

  private static String schema(TunnelLink link) {
    return get(link, "/openapi/v3/apis/gadget.example.org/v1");
  }

  private static String get(TunnelLink link, String path) {
    try {
      return Requests.get(link, path, "").body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static int items(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json().path("items").size();
  }
}
