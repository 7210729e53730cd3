package dev.jetway.e2e.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.cli.Version;
import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * From one command to the first claim, and away again; each test leaves both clusters unconnected.
 */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ConnectIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));
  private static final String GROUP = "platform.example.org";

  private final ControlPlanes planes;
  private ControlPlane provider;
  private ControlPlane consumer;
  private GatewayInstallation gateway;
  private ConnectorInstallation connector;

  ConnectIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @BeforeAll
  void start() {
    provider = planes.start("provider");
    consumer = planes.start("consumer");
    gateway = GatewayInstallation.withSamples(provider);
    gateway.caFile(); // it is there once the gateway has made its certificate
    connector =
        ConnectorInstallation.install(
            TargetCluster.of(consumer), List.of("--shutdown-delay=0s"), Map.of());
  }

  @AfterAll
  void stop() {
    connector.close();
    gateway.close();
    consumer.close();
    provider.close();
  }

  @Test
  @Order(1)
  void oneCommandLeadsToTheFirstClaimAndAnotherLeavesNothing() {
    String connected = connect("--bind=" + GROUP);
    assertThat(connected)
        .contains("ServiceAccount jetway-system/shop created")
        .contains("connection prod is Ready")
        .contains("ClusterAPIBinding " + GROUP + " is bound: postgresinstances." + GROUP)
        .containsPattern("buckets.storage.example.org +v1 +no");
    // Whoever is told that it is bound may ask what it is.
    assertThat(consumer.kubectl().output("explain", "postgresinstances.spec"))
        .contains("storageGB");
    claim();
    assertThat(provider.kubectl().output("get", "pg", "-n", "shop-default", "-o", "name"))
        .contains("orders");

    // The second time, the connector's own token is left alone.
    String token = token();
    assertThat(connect("--bind=" + GROUP))
        .contains("ClusterConnection prod unchanged")
        .doesNotContain("Secret");
    assertThat(token()).isEqualTo(token);

    assertThat(Cli.output(both("status")))
        .containsPattern("prod +Ready +shop +2 +1 +live")
        .contains("Clusters\n");
    bothEndsTellOfEachOther();
    CommandResult doctor = Cli.run(both("doctor"));
    assertThat(doctor.exitCode()).as(doctor.out() + doctor.err()).isZero();
    assertThat(Cli.output("token", "list", "--kubeconfig=" + provider.adminKubeconfig()))
        .contains("shop", consumer.clusterUid());

    String left = Cli.output(both("disconnect", "prod", "--objects=delete"));
    assertThat(left).contains("1 postgresinstances deleted", "ClusterConnection prod deleted");
    nothingIsConnected();
    assertThat(provider.kubectl().run("get", "namespace", "shop-default").err())
        .contains("NotFound");
    // Once more, where nothing is.
    Cli.output(both("disconnect", "prod", "--name=shop"));
  }

  @Test
  @Order(2)
  void everythingCanBePulledAndObjectsStayWhenTheClusterLeaves() {
    assertThat(connect("--pull"))
        .containsPattern("buckets.storage.example.org +v1 +yes")
        .containsPattern("postgresinstances.platform.example.org +v1\\S* +yes");
    assertThat(consumer.kubectl().output("explain", "buckets.spec")).contains("region");
    claim();
    Cli.output(both("disconnect", "prod"));
    nothingIsConnected();
    assertThat(provider.kubectl().output("get", "pg", "-n", "shop-default", "-o", "name"))
        .contains("orders");
  }

  @Test
  @Order(3)
  void whatIsOfferedCanBeBoundInOneNamespaceAndOfferedNoLonger() {
    connect();
    String[] consumerFlag = {"--kubeconfig=" + consumer.adminKubeconfig()};
    String[] bind = {"bind", "buckets.storage.example.org", "--connection=prod", "-n", "default"};
    assertThat(Cli.output(with(bind, consumerFlag))).contains("is bound");
    CommandResult refused =
        Cli.run(
            with(new String[] {"bind", "other.example.org", "--connection=prod"}, consumerFlag));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("does not offer \"other.example.org\"");

    String providerFlag = "--kubeconfig=" + provider.adminKubeconfig();
    Cli.output("unoffer", "buckets.storage.example.org", providerFlag);
    SOON.passes(() ->
        assertThat(Cli.output(both("status")))
            .containsPattern("default +buckets.storage.example.org +prod +APINotOffered"));
    assertThat(Cli.run(both("doctor")).out()).contains("binding-offered", "jetway offer");
    Cli.output("offer", "buckets.storage.example.org", providerFlag);
    Cli.output(
        with(
            new String[] {"unbind", "buckets.storage.example.org", "-n", "default"}, consumerFlag));
    Cli.output(both("disconnect", "prod"));
    nothingIsConnected();
  }

  @Test
  @Order(4)
  void uninstallLeavesNothingInEitherCluster() {
    connect("--bind=" + GROUP);
    Cli.output("uninstall", "connector", "--kubeconfig=" + consumer.adminKubeconfig(), "--all");
    assertThat(Leftovers.in(consumer)).isEmpty();
    Cli.output(
        "uninstall",
        "gateway",
        "--kubeconfig=" + provider.adminKubeconfig(),
        "--all",
        "--objects=delete");
    assertThat(Leftovers.in(provider))
        .containsExactly("CustomResourceDefinition//buckets.storage.example.org");
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

  /** The gateway writes it within seconds, and no oftener than that. */
  private void bothEndsTellOfEachOther() {
    String version = Pattern.quote(Version.current());
    String versions = " +" + version + " +" + version + " +";
    SOON.passes(() ->
        assertThat(Cli.output(both("status", "-o", "wide")))
            .containsPattern("shop +PerNamespace +2 +\\d+s ago" + versions + consumer.clusterUid())
            .containsPattern("prod +Ready +shop +2 +1 +live" + versions));
    assertThat(Cli.output(both("status", "-o", "json")))
        .containsPattern("\"tunnels\" : 2,\\s+\"lastSeen\" : \"20")
        .contains("\"lag\" : \"live\"", "\"gone\" : false");
  }

  private String connect(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "connect",
                "prod",
                "--name=shop",
                "--no-install",
                "--gateway=localhost:" + gateway.port()));
    arguments.addAll(List.of(more));
    return Cli.output(both(arguments.toArray(String[]::new)));
  }

  private String[] both(String... arguments) {
    return with(
        arguments,
        "--provider-kubeconfig=" + provider.adminKubeconfig(),
        "--consumer-kubeconfig=" + consumer.adminKubeconfig());
  }

  private static String[] with(String[] arguments, String... more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private String token() {
    return consumer
        .kubectl()
        .output(
            "get",
            "secret",
            "jetway-connection-prod",
            "-n",
            "jetway-system",
            "-o",
            "jsonpath={.data.token}");
  }

  private void nothingIsConnected() {
    assertThat(
            consumer
                .kubectl()
                .output(
                    "get", "clusterconnections,clusterapibindings,apibindings", "-A", "-o", "name"))
        .isEmpty();
    assertThat(
            consumer
                .kubectl()
                .output("get", "apiservices", "-l", "connect.jetway.dev/managed-by", "-o", "name"))
        .isEmpty();
    assertThat(
            consumer
                .kubectl()
                .run("get", "secret", "jetway-connection-prod", "-n", "jetway-system")
                .err())
        .contains("NotFound");
    assertThat(provider.kubectl().run("get", "serviceaccount", "shop", "-n", "jetway-system").err())
        .contains("NotFound");
  }
}
