package dev.jetway.e2e.gateway;

import static dev.jetway.e2e.gateway.Requests.BUCKETS;
import static dev.jetway.e2e.gateway.Requests.bucket;
import static dev.jetway.e2e.gateway.Requests.buckets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.gateway.Requests.Answer;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.dial.TunnelLink;
import dev.jetway.tunnel.gateway.GatewayLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRig.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(10));
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ControlPlane plane;
  private final TestGateway gateway;

  GatewayIT(ControlPlanes planes) {
    plane = planes.start("gateway");
    Samples.installCrds(plane);
    gateway = TestGateway.start(plane, GatewayLimits.DEFAULT);
  }

  @AfterAll
  void stop() {
    gateway.close();
    plane.close();
  }

  @Test
  void theFirstObjectOfANamespaceMakesItAndIsTheUsers() throws Exception {
    String token = gateway.enrol("alpha");
    try (TunnelLink link = gateway.link("alpha", token)) {
      long began = plane.auditLog().position();
      assertThat(Requests.get(link, buckets("alpha", "team"), "team").json().path("items"))
          .isEmpty();
      assertThat(Requests.get(link, buckets("alpha", "team") + "/one", "team").status())
          .isEqualTo(404);

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
      assertThat(Requests.get(link, BUCKETS + "/buckets", "").json().path("items")).hasSize(1);
      assertThat(Requests.get(link, buckets("alpha", "team"), "team").json().path("items"))
          .hasSize(1);
      SOON.passes(() ->
          assertThat(
                  plane
                      .auditLog()
                      .since(
                          began,
                          e -> e.verb().equals("create") && e.auditId().equals("audit-POST")))
              .anySatisfy(event -> {
                assertThat(event.impersonatedUser()).contains("jetway:alpha:jane");
                assertThat(event.impersonatedGroups())
                    .contains("jetway:alpha", "jetway:alpha:devs");
              }));
    }
  }

  @Test
  void deletingTheServiceAccountEndsItsStreamsWithinSeconds() throws Exception {
    String token = gateway.enrol("leaver");
    try (TunnelLink link = gateway.link("leaver", token)) {
      StreamedResponse watch = Requests.watch(link, BUCKETS + "/buckets?watch=true", "");
      ResponseBody body = new ResponseBody(watch, Duration.ofSeconds(30));
      plane.kubectl().output("delete", "serviceaccount", "leaver", "-n", TestGateway.NAMESPACE);
      long began = System.nanoTime();
      try {
        assertThat(body.read()).as("a watch that ends as if complete").isNotEqualTo(-1);
      } catch (IOException e) {
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      }
      SOON.isTrue("link down", () -> link.state() instanceof LinkState.Down);
    }
  }

  @Test
  void aNewApiIsOfferedAtOnce() throws Exception {
    String token = gateway.enrol("reader");
    try (TunnelLink link = gateway.link("reader", token)) {
      StreamedResponse offers =
          Requests.open(link, "GET", "/jetway/v1/offers", "", Optional.empty(), Optional.empty());
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new ResponseBody(offers, PATIENCE), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).contains("\"storage.example.org\"").doesNotContain("gadgets");
        plane.apply(
            Samples.BUCKET_CRD
                .yaml()
                .replace("storage.example.org", "gadget.example.org")
                .replace("buckets", "gadgets")
                .replace("Bucket", "Gadget")
                .replace("bucket", "gadget"));
        long began = System.nanoTime();
        String line = lines.readLine();
        while (!line.contains("\"gadgets\"")) {
          line = lines.readLine();
        }
        Duration time = Duration.ofNanos(System.nanoTime() - began);
        assertThat(time).isLessThan(Duration.ofSeconds(5));
        System.getLogger("it").log(System.Logger.Level.INFO, "new API offered after {0}", time);
        Answer schema = Requests.get(link, "/openapi/v3/apis/gadget.example.org/v1", "");
        assertThat(schema.status()).isEqualTo(200);
      }
    }
  }
}
