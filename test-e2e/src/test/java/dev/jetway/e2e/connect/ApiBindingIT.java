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
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An API that is bound in one namespace alone. */
@ExtendWith(SharedRig.class)
class ApiBindingIT {
  private final ControlPlanes planes;

  ApiBindingIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @Test
  void otherNamespacesLookEmptyAndTakeNothing() {
    try (ControlPlane provider = planes.start("provider");
        ControlPlane plane = planes.start("consumer");
        GatewayInstallation gateway = GatewayInstallation.withSamples(provider);
        ConnectorInstallation _ =
            ConnectorInstallation.install(
                TargetCluster.of(plane), List.of("--shutdown-delay=0s"), Map.of())) {
      Consumer consumer = new Consumer(plane);
      Kubectl kubectl = consumer.kubectl();
      kubectl.output("create", "namespace", "a");
      kubectl.output("create", "namespace", "b");
      consumer.tokenSecret("prod", gateway, "shop");
      consumer.connection("prod", "prod", "None");
      bind(kubectl, "a");
      bind(kubectl, "b");
      SOON.passes(() ->
          assertThat(kubectl.run("get", "ab", "-n", "b").out())
              .matches("(?s).*platform\\s+Bound.*"));
      consumer.awaitServed("pg");
      create(kubectl, "a");
      create(kubectl, "b");
      assertThat(kubectl.output("get", "pg", "-A", "-o", "name").lines()).hasSize(2);

      kubectl.output("delete", "ab", "platform", "-n", "b");
      SOON.passes(() -> assertThat(kubectl.output("get", "pg", "-n", "b", "-o", "name")).isEmpty());
      assertThat(kubectl.run("get", "pg", "orders", "-n", "b").err())
          .contains("(NotFound)", "\"orders\" not found");
      CommandResult refused =
          kubectl.runWithInput(Samples.POSTGRES.yaml(), "create", "-n", "b", "-f", "-");
      assertThat(refused.err())
          .contains("is not bound in namespace \"b\": make an APIBinding there");
      assertThat(kubectl.output("get", "pg", "-A", "-o", "jsonpath={.items[*].metadata.namespace}"))
          .isEqualTo("a");
      assertThat(kubectl.output("get", "pg", "-n", "a", "-o", "name")).contains("orders");
      CommandResult watched =
          kubectl.run("get", "pg", "-n", "b", "--watch", "--request-timeout=2s", "-o", "name");
      assertThat(watched.out()).isEmpty();
      assertThat(watched.err()).doesNotContain("not bound");
      kubectl.output("delete", "namespace", "b", "--timeout=60s");
    }
  }

  private static void bind(Kubectl kubectl, String namespace) {
    kubectl.apply(
        """
        apiVersion: connect.jetway.dev/v1alpha1
        kind: APIBinding
        metadata: {name: platform, namespace: %s}
        spec: {connection: prod, group: %s, resource: postgresinstances}
        """
            .formatted(namespace, GROUP));
  }

  private static void create(Kubectl kubectl, String namespace) {
    SOON.passes(() ->
        assertThat(
                kubectl
                    .runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", namespace, "-f", "-")
                    .err())
            .isEmpty());
  }
}
