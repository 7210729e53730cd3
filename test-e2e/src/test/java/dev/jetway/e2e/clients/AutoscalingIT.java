package dev.jetway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.SharedInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The consumer's horizontal pod autoscaler scales a claim by its {@code scale}, as far as that goes
 * without pods: into its bounds, and no further without metrics.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class AutoscalingIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(90));
  private static final String NAMESPACE = "autoscaling";

  private final Installation jetway;
  private final Kubectl consumer;

  AutoscalingIT(Installation jetway) {
    this.jetway = jetway;
    this.consumer = jetway.consumer().kubectl();
  }

  @BeforeEach
  void makeClaim() {
    consumer.output("create", "namespace", NAMESPACE);
    consumer.runWithInput(Samples.POSTGRES.yaml(), "create", "-n", NAMESPACE, "-f", "-");
    consumer.output(
        "patch",
        "pg/orders",
        "-n",
        NAMESPACE,
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"readyReplicas\":2,\"selector\":\"db=orders\"}}");
  }

  @AfterEach
  void deleteNamespace() {
    consumer.run("delete", "namespace", NAMESPACE, "--timeout=60s");
  }

  @Test
  void aClaimIsScaledIntoTheBounds() {
    autoscaler(4, 6);
    awaitReplicas("4");
    assertThat(
            jetway
                .provider()
                .kubectl()
                .output(
                    "get",
                    "pg/orders",
                    "-n",
                    jetway.providerNamespace(NAMESPACE),
                    "-o",
                    "jsonpath={.metadata.managedFields[?(@.subresource==\"scale\")].manager}"))
        .isEqualTo("kube-controller-manager");
    assertThat(condition("AbleToScale")).startsWith("True SucceededRescale");

    consumer.output("scale", "pg/orders", "-n", NAMESPACE, "--replicas=9");
    awaitReplicas("6");

    // Within its bounds it needs metrics, and says that there are none.
    consumer.output("scale", "pg/orders", "-n", NAMESPACE, "--replicas=5");
    SOON.passes(
        () -> assertThat(condition("ScalingActive")).startsWith("False FailedGetExternalMetric"));
    assertThat(condition("AbleToScale")).startsWith("True SucceededGetScale");
    assertThat(replicas()).isEqualTo("5");
  }

  private void autoscaler(int min, int max) {
    consumer.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: orders, namespace: %s}
        spec:
          scaleTargetRef: {apiVersion: platform.example.org/v1, kind: PostgresInstance, name: orders}
          minReplicas: %d
          maxReplicas: %d
          metrics:
          - type: External
            external:
              metric: {name: queue}
              target: {type: Value, value: "1"}
        """
            .formatted(NAMESPACE, min, max));
  }

  private void awaitReplicas(String expected) {
    SOON.passes(() -> assertThat(replicas()).isEqualTo(expected));
  }

  private String replicas() {
    return jetway
        .provider()
        .kubectl()
        .output(
            "get",
            "pg/orders",
            "-n",
            jetway.providerNamespace(NAMESPACE),
            "-o",
            "jsonpath={.spec.replicas}");
  }

  private String condition(String type) {
    return consumer.output(
        "get",
        "hpa/orders",
        "-n",
        NAMESPACE,
        "-o",
        "jsonpath={range .status.conditions[?(@.type==\""
            + type
            + "\")]}{.status} {.reason} {.message}{end}");
  }
}
