package dev.jetway.e2e.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.cli.Version;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.SharedRig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both parts come and go without a trace, on a control plane of their own. */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
class UninstallIT {
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
      ---
      apiVersion: apiregistration.k8s.io/v1
      kind: APIService
      metadata:
        name: v1.platform.example.org
        labels: {connect.jetway.dev/managed-by: jetway, app.kubernetes.io/part-of: jetway}
      spec:
        group: platform.example.org
        version: v1
        groupPriorityMinimum: 1000
        versionPriority: 100
        insecureSkipTLSVerify: true
        service: {namespace: jetway-system, name: jetway-connector}
      """;

  private final ControlPlanes planes;
  private ControlPlane plane;

  UninstallIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @BeforeAll
  void start() {
    plane = planes.start("uninstall");
  }

  @AfterAll
  void stop() {
    plane.close();
  }

  @Test
  void installingTwiceChangesNothingAndADryRunNothingAtAll() {
    String[] install = {"install", "gateway", kubeconfig(), "--image=registry.example/jetway:1"};
    String dry = Cli.output(with(install, "--dry-run"));
    assertThat(dry).contains("Deployment jetway-system/jetway-gateway created (dry run)");
    assertThat(Leftovers.in(plane)).isEmpty();

    assertThat(Cli.output(install)).contains("Namespace jetway-system created");
    assertThat(Cli.output(install).lines()).allMatch(line -> line.endsWith(" unchanged"));

    String[] other = {"install", "gateway", kubeconfig(), "--image=registry.example/jetway:2"};
    CommandResult refused = Cli.run(other);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--upgrade changes it");
    assertThat(Cli.output(with(other, "--upgrade")))
        .contains("Deployment jetway-system/jetway-gateway configured");
    // Without an image, it is the one that is installed.
    String[] installed = {"install", "gateway", kubeconfig()};
    assertThat(Cli.output(installed)).contains("Deployment jetway-system/jetway-gateway unchanged");
    // A version is its tag; one whose rights and kinds this program does not know is refused.
    String[] newer = with(installed, "--version=" + Version.current());
    assertThat(Cli.run(newer).err()).contains("--upgrade changes it");
    Cli.output(with(newer, "--upgrade"));
    assertThat(plane.kubectl().output("get", "deployment", "-n", "jetway-system", "-o", "yaml"))
        .contains("image: registry.example/jetway:" + Version.current());
    CommandResult unknown = Cli.run(with(with(installed, "--version=999.0.0"), "--upgrade"));
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("use the jetway of that version");

    assertThat(Cli.output("uninstall", "gateway", kubeconfig(), "--dry-run")).contains("(dry run)");
    Cli.output("uninstall", "gateway", kubeconfig());
    assertThat(Leftovers.in(plane)).isEmpty();
  }

  @Test
  void whatIsInUseIsNotRemovedUnasked() {
    Cli.output("install", "connector", kubeconfig(), "--image=registry.example/jetway:1");
    plane.apply(BOUND);
    CommandResult refused = Cli.run("uninstall", "connector", kubeconfig());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("there are connections, prod", "--all");
    Cli.output("uninstall", "connector", kubeconfig(), "--all");
    assertThat(Leftovers.in(plane)).isEmpty();
  }

  private String kubeconfig() {
    return "--kubeconfig=" + plane.adminKubeconfig();
  }

  private static String[] with(String[] arguments, String more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(more);
    return all.toArray(String[]::new);
  }
}
