package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.GatewayCaller;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two clusters share a control plane, and neither reaches anything of the other. */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class TwoClustersIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));
  private static final String CLAIMS = "/apis/platform.example.org/v1/";

  private final Installation first;
  private final ControlPlanes controlPlanes;

  TwoClustersIT(Installation first, ControlPlanes controlPlanes) {
    this.first = first;
    this.controlPlanes = controlPlanes;
  }

  @Test
  void neitherSeesListsWatchesOrDeletesWhatIsTheOthers() {
    try (ControlPlane other = controlPlanes.start("other");
        ConnectorInstallation connector = connect(other)) {
      Installation second =
          new Installation(first.provider(), other, "c2", first.gateway(), connector);
      Kubectl one = first.consumer().kubectl();
      Kubectl two = other.kubectl();
      one.runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", "default", "-f", "-");
      two.runWithInput(
          Samples.POSTGRES.yaml().replace("storageGB: 20", "storageGB: 77"),
          "apply",
          "-n",
          "default",
          "-f",
          "-");

      assertThat(one.output("get", "pg", "-A")).contains("20").doesNotContain("77");
      assertThat(two.output("get", "pg", "-A")).contains("77");
      two.output("delete", "pg", "--all", "-A");
      assertThat(one.output("get", "pg", "-n", "default", "-o", "name")).contains("orders");
      two.output("create", "namespace", "doomed");
      two.output("delete", "namespace", "doomed", "--timeout=60s");
      assertThat(one.output("get", "pg", "-A", "-o", "name")).contains("orders");
      reachesNothingWithItsOwnToken(second);
      first.gateway().revoke("c2");
      SOON.passes(
          () -> assertThat(two.run("get", "pg", "-A").err()).contains("connection \"demo\""));
      assertThat(one.output("get", "pg", "-A", "-o", "name")).contains("orders");
      one.output("delete", "pg/orders", "-n", "default");
    }
  }

  private ConnectorInstallation connect(ControlPlane other) {
    return Installation.connect(first.provider(), first.gateway(), other, "c2").connector();
  }

  /** A connector that was taken over has its token, and sends what it likes. */
  private void reachesNothingWithItsOwnToken(Installation second) {
    try (GatewayCaller caller = GatewayCaller.of(second)) {
      assertThat(
              caller
                  .get(CLAIMS + "namespaces/c2-default/postgresinstances", "default")
                  .statusCode())
          .isEqualTo(200);
      for (String path :
          new String[] {
            CLAIMS + "namespaces/c1-default/postgresinstances",
            CLAIMS + "namespaces/c1-default/postgresinstances/orders",
            CLAIMS + "namespaces/c2-default/../c1-default/postgresinstances/orders",
            CLAIMS + "namespaces/c2-default/%2e%2e/c1-default/postgresinstances/orders",
            "/api/v1/namespaces/c1-default",
            "/api/v1/namespaces/kube-system",
            "/api/v1/namespaces/c2-default/secrets",
            "/api/v1/secrets",
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            "/metrics",
            "/"
          }) {
        HttpResponse<String> answer = caller.get(path, "default");
        assertThat(answer.statusCode()).as(path).isBetween(400, 404);
        assertThat(answer.body())
            .as(path)
            .contains("\"kind\":\"Status\"")
            .doesNotContain("orders\",\"namespace\":\"c1");
      }
      assertThat(caller.get(CLAIMS + "postgresinstances", "").body()).doesNotContain("c1-default");
      assertThat(
              caller
                  .get(
                      CLAIMS + "postgresinstances?labelSelector=connect.jetway.dev/cluster%3Dc1",
                      "")
                  .body())
          .doesNotContain("c1-default");
      assertThat(
              caller
                  .delete(CLAIMS + "namespaces/c1-default/postgresinstances/orders", "default")
                  .statusCode())
          .isBetween(400, 404);
      HttpResponse<String> forged =
          caller.create(
              CLAIMS + "namespaces/c2-default/postgresinstances",
              """
              {"apiVersion":"platform.example.org/v1","kind":"PostgresInstance","metadata":{"name":"forged","namespace":"c2-default",
               "labels":{"connect.jetway.dev/cluster":"c1","connect.jetway.dev/namespace":"default","connect.jetway.dev/managed":"true"}},
               "spec":{"version":"17","storageGB":1}}
              """);
      assertThat(forged.statusCode()).as(forged.body()).isBetween(400, 422);
    }
  }
}
