package dev.jetway.e2e.connect;

import static dev.jetway.e2e.connect.Consumer.GROUP;
import static dev.jetway.e2e.connect.Consumer.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Connections that reach their control plane with a kubeconfig, and connections whose Secret comes
 * to lead to another control plane; what is wrong is told in the object, and mended while all runs.
 */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
class ControlPlaneOfConnectionIT {
  private static final String NAMESPACE = "jetway-system";

  private final ControlPlanes planes;
  private ControlPlane provider;
  private ControlPlane other;
  private Consumer consumer;
  private GatewayInstallation gateway;
  private GatewayInstallation otherGateway;
  private ConnectorInstallation connector;

  ControlPlaneOfConnectionIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @BeforeAll
  void start() {
    provider = planes.start("provider");
    other = planes.start("other");
    consumer = new Consumer(planes.start("consumer"));
    gateway = GatewayInstallation.withSamples(provider);
    otherGateway = GatewayInstallation.withSamples(other);
    connector =
        ConnectorInstallation.install(
            TargetCluster.of(consumer.plane()), List.of("--shutdown-delay=0s"), Map.of());
  }

  @AfterEach
  void removeAll() {
    consumer.kubectl().output("delete", "clusterapibindings,clusterconnections", "--all");
    consumer.awaitUnregistered("example.org");
  }

  @AfterAll
  void stop() {
    connector.close();
    otherGateway.close();
    gateway.close();
    consumer.plane().close();
    other.close();
    provider.close();
  }

  @Test
  void aKubeconfigIsAllThatIsNeeded() {
    kubeconfigSecret("direct", kubeconfig(provider));
    kubeconfigConnection("direct", "office", "");
    consumer.awaitStatus("cconn", "direct", "Ready", "Provider controlplane is available");
    consumer.bind("platform", "direct", GROUP);
    consumer.awaitStatus("cab", "platform", "Bound");
    claim();
    assertThat(provider.kubectl().output("get", "pg", "-n", "office-default", "-o", "name"))
        .contains("orders");
    assertThat(consumer.kubectl().output("get", "cconn", "direct", "-o", "jsonpath={.status}"))
        .contains("\"clusterName\":\"office\"", provider.clusterUid());
    consumer.kubectl().output("delete", "pg", "--all", "-n", "default");
  }

  @Test
  void aKubeconfigCanPutAllInOneNamespace() {
    kubeconfigSecret("single", kubeconfig(provider));
    kubeconfigConnection("single", "desk", "namespaceMapping: {mode: Single, namespace: desks}");
    consumer.bind("platform", "single", GROUP);
    consumer.awaitStatus("cab", "platform", "Bound");
    claim();
    assertThat(consumer.kubectl().output("get", "pg", "-n", "default", "-o", "name"))
        .contains("/orders");
    assertThat(provider.kubectl().output("get", "pg", "-n", "desks", "-o", "name"))
        .containsPattern("/claim-[0-9a-f]{16}");
    consumer.kubectl().output("delete", "pg", "--all", "-n", "default");
  }

  @Test
  void aConnectionSaysWhatIsWrongWithItsKubeconfig() {
    String good = kubeconfig(provider);
    Map<String, String> wrong =
        Map.of(
            "text", "no kubeconfig at all",
            "server", good.replaceFirst("server: \\S+", "server: https://127.0.0.1:1"),
            "ca", good.replaceFirst("(certificate-authority-data: )\\S+", "$1" + authority(other)),
            "token", good.replaceFirst("token: \\S+", "token: nonsense"),
            "rights", withoutRights(provider));
    wrong.forEach(this::kubeconfigSecret);
    wrong.keySet().forEach(each -> kubeconfigConnection(each, "office", ""));
    kubeconfigConnection("none", "office", "");

    consumer.awaitStatus("cconn", "none", "SecretNotFound", "make it with the key kubeconfig");
    consumer.awaitStatus("cconn", "text", "SecretInvalid", "kubeconfig");
    consumer.awaitStatus(
        "cconn", "server", "GatewayUnreachable", "check the server in the kubeconfig");
    consumer.awaitStatus("cconn", "ca", "CertificateRejected", "put its authority into");
    consumer.awaitStatus("cconn", "token", "TokenRejected", "a kubeconfig with a valid credential");
    consumer.awaitStatus("cconn", "rights", "PermissionDenied", "give the user of the kubeconfig");
    consumer.awaitEvent("rights", "PermissionDenied");
    wrong.keySet().forEach(each -> kubeconfigSecret(each, good));
    wrong.keySet().forEach(each -> consumer.awaitStatus("cconn", each, "Ready"));
  }

  @Test
  void anotherControlPlaneInTheKubeconfigIsNotTouchedBeforeItIsAccepted() {
    kubeconfigSecret("moved", kubeconfig(provider));
    kubeconfigConnection("moved", "van", "");
    stopsUntilItIsAccepted("moved", () -> kubeconfigSecret("moved", kubeconfig(other)), "van");
  }

  @Test
  void anotherControlPlaneBehindTheGatewayIsNotTouchedBeforeItIsAccepted() {
    consumer.tokenSecret("shipped", gateway, "ship");
    consumer.connection("shipped", "shipped", "None");
    stopsUntilItIsAccepted(
        "shipped", () -> consumer.tokenSecret("shipped", otherGateway, "ship"), "ship");
  }

  private void stopsUntilItIsAccepted(String connection, Runnable move, String cluster) {
    consumer.bind("platform", connection, GROUP);
    consumer.awaitStatus("cab", "platform", "Bound");
    claim();
    long before = other.auditLog().position();

    move.run();
    consumer.awaitStatus(
        "cconn", connection, "ClusterIdentityChanged", other.clusterUid(), "acceptControlPlane");
    consumer.awaitEvent(connection, "ClusterIdentityChanged");
    CommandResult refused =
        consumer.kubectl().run("label", "pg", "orders", "-n", "default", "a=b", "--overwrite");
    assertThat(refused.err()).contains("ClusterIdentityChanged");
    assertThat(consumer.kubectl().output("explain", "pg.spec")).contains("storageGB");
    assertThat(asCluster(before, cluster)).isEmpty();

    consumer
        .kubectl()
        .output(
            "patch",
            "cconn",
            connection,
            "--type=merge",
            "-p",
            "{\"spec\":{\"acceptControlPlane\":\"" + other.clusterUid() + "\"}}");
    consumer.awaitStatus("cconn", connection, "Ready");
    SOON.passes(() ->
        assertThat(consumer.kubectl().run("get", "pg", "-n", "default").err())
            .contains("No resources found"));
    claim();
    assertThat(other.kubectl().output("get", "pg", "-n", cluster + "-default", "-o", "name"))
        .contains("orders");
    consumer.kubectl().output("delete", "pg", "--all", "-n", "default");
    assertThat(provider.kubectl().output("get", "pg", "-n", cluster + "-default", "-o", "name"))
        .contains("orders");
  }

  private List<String> asCluster(long since, String cluster) {
    return other
        .auditLog()
        .since(since, event -> event.impersonatedUser().orElse("").startsWith("jetway:" + cluster))
        .stream()
        .map(event -> event.verb() + " " + event.requestUri())
        .toList();
  }

  private void claim() {
    SOON.passes(() ->
        assertThat(
                consumer
                    .kubectl()
                    .runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", "default", "-f", "-")
                    .err())
            .isEmpty());
  }

  private void kubeconfigConnection(String name, String cluster, String more) {
    consumer
        .kubectl()
        .apply(
            """
            apiVersion: connect.jetway.dev/v1alpha1
            kind: ClusterConnection
            metadata: {name: %1$s}
            spec:
              secretRef: {kind: KubeConfig, name: %1$s}
              clusterName: %2$s
              %3$s
            """
                .formatted(name, cluster, more));
  }

  private void kubeconfigSecret(String name, String kubeconfig) {
    consumer
        .kubectl()
        .apply(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: %s, namespace: %s}
            type: connect.jetway.dev/kubeconfig
            data: {kubeconfig: %s}
            """
                .formatted(
                    name,
                    NAMESPACE,
                    Base64.getEncoder()
                        .encodeToString(kubeconfig.getBytes(StandardCharsets.UTF_8))));
  }

  /** Of who may do what the gateway may. */
  private static String kubeconfig(ControlPlane plane) {
    Path file = plane.serviceAccountKubeconfig(NAMESPACE, "jetway-gateway", Duration.ofHours(1));
    return Consumer.read(file);
  }

  private static String withoutRights(ControlPlane plane) {
    return Consumer.read(plane.serviceAccountKubeconfig("default", "default", Duration.ofHours(1)));
  }

  private static String authority(ControlPlane plane) {
    return plane
        .kubectl()
        .output(
            "config",
            "view",
            "--raw",
            "--minify",
            "--flatten",
            "-o",
            "jsonpath={.clusters[0].cluster.certificate-authority-data}");
  }
}
