package dev.jetway.e2e.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.tunnel.TunnelReport;
import dev.jetway.tunnel.dial.TunnelLink;
import dev.jetway.tunnel.gateway.GatewayLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What replicas of the gateway say of a cluster on its ServiceAccount. */
@ExtendWith(ProviderPlane.class)
class TunnelReportsIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));
  private static final String PREFIX = "tunnels.connect.jetway.dev/";

  private final ControlPlane plane;

  TunnelReportsIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  void everyReplicaTellsItsOwnTunnelsAndTakesThemBack() {
    TestGateway first = gateway();
    try (TestGateway second = gateway()) {
      String token = first.enrol("told");
      TunnelLink toFirst = first.link("told", token);
      TunnelLink toSecond = second.link("told", token);
      SOON.passes(() ->
          assertThat(annotations("told"))
              .containsPattern(report(first))
              .containsPattern(report(second))
              .contains("connect.jetway.dev/last-seen"));

      toSecond.close();
      SOON.passes(() ->
          assertThat(annotations("told"))
              .containsPattern(report(first))
              .doesNotContain(key(second)));
      toFirst.close();
      first.close();
      SOON.passes(() ->
          assertThat(annotations("told"))
              .doesNotContain(PREFIX)
              .contains("connect.jetway.dev/last-seen"));
    } finally {
      first.close();
    }
  }

  @Test
  void whatAReplicaHasLeftThatIsGoneIsRemoved() {
    try (TestGateway gateway = gateway()) {
      gateway.enrol("left");
      annotate("gone", Instant.now().minus(Duration.ofHours(1)));
      annotate("there", Instant.now());
      SOON.passes(() -> assertThat(annotations("left")).doesNotContain(PREFIX + "gone"));
      assertThat(annotations("left")).contains(PREFIX + "there");
    }
  }

  private TestGateway gateway() {
    return TestGateway.start(plane, GatewayLimits.DEFAULT, Clock.systemUTC());
  }

  private void annotate(String replica, Instant seen) {
    String report = new TunnelReport(1, seen, "1", "1").toText();
    String value = TunnelReport.key(replica) + "=" + report;
    plane
        .kubectl()
        .output("annotate", "serviceaccount", "left", "-n", TestGateway.NAMESPACE, value);
  }

  private static String report(TestGateway gateway) {
    return key(gateway) + "\":\"\\{[^}]*tunnels[^}]*:2,";
  }

  /** The end of a replica's annotation: its port. */
  private static String key(TestGateway gateway) {
    return "-" + gateway.server().port();
  }

  private String annotations(String cluster) {
    return plane
        .kubectl()
        .output(
            "get",
            "serviceaccount",
            cluster,
            "-n",
            TestGateway.NAMESPACE,
            "-o",
            "jsonpath={.metadata.annotations}");
  }
}
