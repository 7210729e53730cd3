package dev.jetway.e2e.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.Executable;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.SharedRig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A connector that serves is uninstalled by processes that are killed, and in the end by one. */
@ExtendWith(SharedRig.class)
class KilledUninstallIT {
  private static final Eventually SOON = Eventually.within(Duration.ofMinutes(1));
  private static final int KILLS = 10;
  private static final String BOUND =
      """
      apiVersion: connect.jetway.dev/v1alpha1
      kind: ClusterConnection
      metadata: {name: prod}
      spec: {secretRef: {kind: Token, name: jetway-connection-prod}}
      ---
      apiVersion: connect.jetway.dev/v1alpha1
      kind: ClusterAPIBinding
      metadata: {name: platform.example.org}
      spec: {connection: prod, group: platform.example.org}
      ---
      apiVersion: connect.jetway.dev/v1alpha1
      kind: APIBinding
      metadata: {name: storage.example.org, namespace: default}
      spec: {connection: prod, group: storage.example.org}
      """;

  private final ControlPlanes planes;

  KilledUninstallIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @Test
  void killedAtTenMomentsAndRepeatedLeavesNothingAndNeverAnOrphan() {
    try (ControlPlane provider = planes.start("provider");
        ControlPlane plane = planes.start("uninstall");
        GatewayInstallation gateway = gateway(provider)) {
      String kubeconfig = "--kubeconfig=" + plane.adminKubeconfig();
      Cli.output("install", "connector", kubeconfig, "--image=registry.example/jetway:1");
      String secret =
          Cli.output(
              "token",
              "create",
              "shop",
              "--kubeconfig=" + provider.adminKubeconfig(),
              "--gateway=localhost:" + gateway.port(),
              "--secret-for=prod");
      SOON.passes(() ->
          assertThat(plane.kubectl().runWithInput(BOUND, "apply", "-f", "-").err()).isEmpty());
      plane.apply(secret);
      try (ConnectorInstallation connector =
          ConnectorInstallation.install(
              TargetCluster.of(plane), List.of("--shutdown-delay=0s"), Map.of())) {
        connector.awaitAvailable("platform.example.org", "v1");
        connector.awaitAvailable("platform.example.org", "v1alpha1");
        connector.awaitAvailable("storage.example.org", "v1");
        try (OrphanWatch watch = OrphanWatch.start(plane, connector.process())) {
          for (int kill = 1; kill <= KILLS; kill++) {
            killAfterTheFirstObject(plane, kill);
          }
          Cli.output("uninstall", "connector", kubeconfig, "--all");
          SOON.passes(() -> assertThat(Leftovers.in(plane)).isEmpty());
          assertThat(watch.served()).contains("v1.platform.example.org", "v1.storage.example.org");
          assertThat(watch.orphans()).isEmpty();
        }
      }
      // Once more, where nothing is.
      assertThat(Cli.output("uninstall", "connector", kubeconfig, "--all")).isEmpty();
    }
  }

  private static void killAfterTheFirstObject(ControlPlane plane, int number) {
    Path log = plane.workDirectory().resolve("uninstall-" + number + ".log");
    ChildProcess process =
        ChildProcess.start(
            "uninstall",
            log,
            Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1"),
            Executable.ofThisJvm()
                .line(
                    List.of(
                        "uninstall",
                        "connector",
                        "--kubeconfig=" + plane.adminKubeconfig(),
                        "--all")));
    SOON.isTrue("the first object to be gone", () -> isBegun(log) || !process.isAlive());
    process.kill();
  }

  private static boolean isBegun(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.anyMatch(line -> line.endsWith(" deleted"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GatewayInstallation gateway(ControlPlane provider) {
    GatewayInstallation gateway = GatewayInstallation.withSamples(provider);
    gateway.caFile(); // it is there once the gateway has made its certificate
    return gateway;
  }
}
