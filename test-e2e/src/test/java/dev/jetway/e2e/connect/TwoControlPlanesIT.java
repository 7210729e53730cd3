package dev.jetway.e2e.connect;

import static dev.jetway.e2e.connect.Consumer.GROUP;
import static dev.jetway.e2e.connect.Consumer.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.commands.Cli;
import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One consumer cluster uses two control planes side by side. */
@ExtendWith(SharedRig.class)
class TwoControlPlanesIT {
  private static final String STORAGE = "storage.example.org";

  private final ControlPlanes planes;

  TwoControlPlanesIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @Test
  void eachServesWhatIsBoundToItAndOneThatIsDownDoesNotDisturbTheOther() {
    try (ControlPlane one = planes.start("one");
        ControlPlane two = planes.start("two");
        ControlPlane plane = planes.start("consumer");
        GatewayInstallation first = GatewayInstallation.withSamples(one);
        GatewayInstallation second = GatewayInstallation.withSamples(two);
        ConnectorInstallation connector =
            ConnectorInstallation.install(
                TargetCluster.of(plane), List.of("--shutdown-delay=0s"), Map.of())) {
      Consumer consumer = new Consumer(plane);
      Kubectl kubectl = consumer.kubectl();
      consumer.tokenSecret("one", first, "shop");
      consumer.tokenSecret("two", second, "shop");
      consumer.connection("one", "one", "None");
      consumer.connection("two", "two", "None");
      consumer.bind("platform", "one", GROUP);
      consumer.bind("storage", "two", STORAGE);
      consumer.awaitStatus("cab", "platform", "Bound");
      consumer.awaitStatus("cab", "storage", "Bound");
      consumer.awaitServed("pg");
      consumer.awaitServed("buckets");
      kubectl.runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", "default", "-f", "-");
      kubectl.runWithInput(Samples.BUCKET.yaml(), "apply", "-n", "default", "-f", "-");
      assertThat(objects(one)).contains("postgresinstance").doesNotContain("bucket");
      assertThat(objects(two)).contains("bucket").doesNotContain("postgresinstance");
      assertThat(kubectl.output("explain", "bucket")).contains("Bucket");

      second.process().stop();
      consumer.awaitStatus("cconn", "two", "GatewayUnreachable");
      consumer.awaitStatus("cconn", "one", "Ready");
      works(kubectl);

      connector.process().restart();
      SOON.passes(() -> works(kubectl));
      assertThat(kubectl.output("api-resources", "-o", "name")).contains(GROUP, STORAGE);
      CommandResult write =
          kubectl.run("label", "bucket", "invoices", "-n", "default", "a=b", "--overwrite");
      assertThat(write.err()).contains("connection \"two\"");

      second.process().restart();
      second.awaitReady();
      consumer.awaitStatus("cconn", "two", "Ready");
      SOON.passes(() ->
          assertThat(
                  kubectl
                      .run("label", "bucket", "invoices", "-n", "default", "a=b", "--overwrite")
                      .exitCode())
              .isZero());
      kubectl.output("delete", "cconn", "two");
      consumer.awaitUnregistered(STORAGE);
      consumer.awaitStatus("cab", "storage", "ConnectionNotFound");
      works(kubectl);

      connectAgain(consumer, second);
      onlyItsOwnIsDeleted(consumer);
      assertThat(objects(one)).contains("postgresinstance");
    }
  }

  private static void connectAgain(Consumer consumer, GatewayInstallation second) {
    consumer.tokenSecret("two", second, "shop");
    consumer.connection("two", "two", "None");
    consumer.awaitStatus("cab", "storage", "Bound");
    consumer.awaitServed("buckets");
  }

  /** What it offers, too, but the other one serves, is not its to delete. */
  private static void onlyItsOwnIsDeleted(Consumer consumer) {
    consumer.bind("rival", "two", GROUP);
    consumer.awaitStatus("cab", "rival", "Conflicts");
    String kubeconfig = "--kubeconfig=" + consumer.plane().adminKubeconfig();
    assertThat(Cli.output("disconnect", "two", "--objects=delete", kubeconfig))
        .contains("1 buckets deleted")
        .doesNotContain("postgresinstances deleted");
    consumer.awaitUnregistered(STORAGE);
    // kubectl may have asked what there is in the moment in which an APIService went.
    SOON.passes(() -> works(consumer.kubectl()));
  }

  private static void works(Kubectl kubectl) {
    CommandResult listed = kubectl.run("get", "pg", "-n", "default");
    assertThat(listed.out()).as(listed.err()).contains("orders");
    assertThat(listed.err()).isEmpty();
    assertThat(
            kubectl
                .run("annotate", "pg", "orders", "-n", "default", "a=b", "--overwrite")
                .exitCode())
        .isZero();
  }

  private static String objects(ControlPlane provider) {
    return provider
        .kubectl()
        .output("get", "postgresinstances,buckets", "-n", "shop-default", "-o", "name");
  }
}
