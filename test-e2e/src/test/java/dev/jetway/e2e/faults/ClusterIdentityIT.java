package dev.jetway.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.SharedInstallation;
import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.AuditEvent;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.e2e.rig.TcpRelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The address of the control plane leads to another one: a restored backup, a wrong DNS entry, a
 * rebuilt cluster. Nothing of either is touched until a person says so.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class ClusterIdentityIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(90));
  private static final String CLAIMS =
      "/apis/platform.example.org/v1/namespaces/default/postgresinstances";
  private static final String CLUSTER = "mv";

  private final Installation jetway;
  private final ControlPlanes planes;

  ClusterIdentityIT(Installation jetway, ControlPlanes planes) {
    this.jetway = jetway;
    this.planes = planes;
  }

  @Test
  void anotherControlPlaneBehindTheSameAddressIsNotTouched() {
    ControlPlane other = jetway.consumer(); // any control plane that is not the provider
    try (ControlPlane consumer = planes.start("moved");
        GatewayInstallation otherGateway = GatewayInstallation.install(TargetCluster.of(other));
        TcpRelay relay = TcpRelay.start(jetway.gateway().port())) {
      TargetCluster target = TargetCluster.of(consumer);
      Path trust = trustBoth(target, otherGateway);
      Path token = target.write("token", read(jetway.gateway().enrol(CLUSTER)));
      String newToken = read(otherGateway.enrol(CLUSTER));
      String address = "localhost:" + relay.port();
      try (ConnectorInstallation connector =
          ConnectorInstallation.install(target, address, trust, token)) {
        connector.awaitAvailable("platform.example.org", "v1");
        Kubectl kubectl = consumer.kubectl();
        kubectl.runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", "default", "-f", "-");
        long before = other.auditLog().position();

        relay.retarget(otherGateway.port());
        write(token, newToken);
        relay.cut();

        SOON.passes(() ->
            assertThat(kubectl.run("get", "pg", "-n", "default").err())
                .contains("ClusterIdentityChanged", other.clusterUid(), "--accept-control-plane"));
        everythingIsRefusedAndTheConsumerIsWhole(consumer, connector);
        kubectl.output("create", "namespace", "unrelated");
        kubectl.output("delete", "namespace", "unrelated", "--timeout=30s");
        connector.process().restart();
        connector.awaitAvailable("platform.example.org", "v1");
        SOON.passes(() ->
            assertThat(kubectl.run("get", "pg", "-n", "default").err())
                .contains("ClusterIdentityChanged"));
        everythingIsRefusedAndTheConsumerIsWhole(consumer, connector);

        assertThat(requestsOnBehalfOf(other, before)).isEmpty();
        assertThat(
                other
                    .kubectl()
                    .output(
                        "get", "ns", "-l", "connect.jetway.dev/cluster=" + CLUSTER, "-o", "name"))
            .isEmpty();
        assertThat(
                jetway
                    .provider()
                    .kubectl()
                    .output("get", "pg", "-n", CLUSTER + "-default", "-o", "name"))
            .contains("orders");
      }
      acceptedOnPurposeItIsTheOneThatCounts(other, consumer, address, trust, token);
    }
    jetway.gateway().revoke(CLUSTER);
    jetway.provider().kubectl().output("delete", "ns", CLUSTER + "-default");
  }

  private static void everythingIsRefusedAndTheConsumerIsWhole(
      ControlPlane consumer, ConnectorInstallation connector) {
    try (ApiClient admin = consumer.api();
        ApiClient direct = connector.callerWithoutCertificate()) {
      for (HttpResponse<String> refused :
          List.of(
              admin.get(CLAIMS),
              admin.get(CLAIMS + "?resourceVersion=0"),
              admin.get(CLAIMS + "/orders"),
              admin.get(CLAIMS + "?watch=true&timeoutSeconds=1"),
              admin.delete(CLAIMS + "/orders"),
              admin.send(
                  "POST",
                  CLAIMS,
                  "application/yaml",
                  Samples.POSTGRES.yaml().replace("name: orders\n", "name: late\n")))) {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body())
            .contains(
                "\"kind\":\"Status\"",
                "\"causes\":[{\"reason\":\"ClusterIdentityChanged\"",
                "--accept-control-plane=");
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
      }
      assertThat(direct.get("/readyz").statusCode()).isEqualTo(200);
    }
    Kubectl kubectl = consumer.kubectl();
    assertThat(
            kubectl.output(
                "get", "apiservices", "-l", "connect.jetway.dev/managed-by", "--no-headers"))
        .contains("v1.platform.example.org", "v1.storage.example.org")
        .doesNotContain("False");
    assertThat(kubectl.output("explain", "pg.spec")).contains("storageGB");
  }

  /** The other one offers nothing: what is registered for the old one goes. */
  private static void acceptedOnPurposeItIsTheOneThatCounts(
      ControlPlane other, ControlPlane consumer, String address, Path trust, Path token) {
    String[] registered = {
      "get", "apiservices", "-l", "connect.jetway.dev/managed-by", "-o", "name"
    };
    String accept = "--accept-control-plane=" + other.clusterUid();
    TargetCluster target = TargetCluster.of(consumer);
    try (ConnectorInstallation accepting =
        ConnectorInstallation.install(target, address, trust, token, accept)) {
      SOON.isTrue(
          "the other one to count\n" + accepting.process().process().tail(),
          () -> consumer.kubectl().output(registered).isEmpty());
    }
    // Once accepted it is the one that is remembered.
    try (ConnectorInstallation later =
        ConnectorInstallation.install(target, address, trust, token)) {
      SOON.isTrue(
          "the link to be up",
          () -> later.process().process().tail().contains("connection \"demo\" is up"));
    }
  }

  private static List<AuditEvent> requestsOnBehalfOf(ControlPlane other, long since) {
    return other
        .auditLog()
        .since(since, event -> event.impersonatedUser().toString().contains("jetway:" + CLUSTER));
  }

  private Path trustBoth(TargetCluster target, GatewayInstallation otherGateway) {
    return target.write(
        "gateways.crt", read(jetway.gateway().caFile()) + "\n" + read(otherGateway.caFile()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
