package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.SharedRig;
import java.nio.file.Path;
import java.time.Duration;
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
 * An API whose versions differ, so that the control plane has them converted by a webhook: each
 * version is what it is there, and a webhook that is gone takes nothing else with it.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ConvertedVersionsIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));
  private static final String GROUP = "converted.example.org";
  private static final String NEW = "disks.v2." + GROUP;
  private static final String OLD = "disks.v1." + GROUP;

  private final Installation jetway;
  private final Kubectl consumer;
  private final Kubectl provider;
  private final ConversionWebhook webhook =
      new ConversionWebhook(ConvertedVersionsIT::gigabytesOrMegabytes);

  ConvertedVersionsIT(Installation jetway) {
    this.jetway = jetway;
    this.consumer = jetway.consumer().kubectl();
    this.provider = jetway.provider().kubectl();
  }

  @BeforeAll
  void offer() {
    provider.apply(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: disks.%s
          labels: {connect.jetway.dev/bindable: "true"}
        spec:
          group: %s
          scope: Namespaced
          names: {plural: disks, singular: disk, kind: Disk, listKind: DiskList}
          conversion:
            strategy: Webhook
            webhook: {conversionReviewVersions: [v1], clientConfig: %s}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {gigabytes: {type: integer}}}}}}
          - name: v2
            served: true
            storage: false
            additionalPrinterColumns: [{name: Megabytes, type: integer, jsonPath: .spec.megabytes}]
            schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {megabytes: {type: integer}}}}}}
        """
            .formatted(GROUP, GROUP, webhook.clientConfig()));
    SOON.isTrue(
        "both versions",
        () -> consumer.run("get", OLD).succeeded() && consumer.run("get", NEW).succeeded());
  }

  @AfterAll
  void end() {
    provider.run("delete", "crd", "disks." + GROUP);
    webhook.close();
    SOON.isTrue(
        "the APIServices to go",
        () -> !consumer.output("get", "apiservices", "-o", "name").contains(GROUP));
  }

  @Test
  @Order(1)
  void eachVersionIsReadWrittenAndWatchedInItsOwnForm() {
    Path seen = jetway.consumer().workDirectory().resolve("disks.txt");
    String[] watch = {
      "get", NEW, "-w", "-o", "jsonpath={.metadata.name}={.spec.megabytes}{\"\\n\"}"
    };
    try (ChildProcess _ = consumer.start(seen, watch)) {
      consumer.apply(disk("v1", "logs", "gigabytes: 2"));
      SOON.passes(() -> assertThat(seen).content().contains("logs=2000"));
      consumer.output(
          "patch", NEW, "logs", "--type=merge", "-p", "{\"spec\":{\"megabytes\":5000}}");
      SOON.passes(() -> assertThat(seen).content().contains("logs=5000"));
    }
    assertThat(consumer.output("get", OLD, "logs", "-o", "jsonpath={.spec}"))
        .isEqualTo("{\"gigabytes\":5}");
    assertThat(consumer.output("get", NEW)).contains("MEGABYTES", "5000");
    assertThat(consumer.output("explain", "disks.spec", "--api-version=" + GROUP + "/v2"))
        .contains("megabytes");
  }

  @Test
  @Order(2)
  void aWebhookThatIsGoneIsToldAsTheControlPlaneTellsItAndHurtsNothingElse() {
    webhook.close();
    CommandResult here =
        consumer.runWithInput(disk("v2", "more", "megabytes: 1000"), "create", "-f", "-");
    CommandResult there =
        provider.runWithInput(
            disk("v2", "more", "megabytes: 1000"),
            "create",
            "-n",
            jetway.providerNamespace("default"),
            "-f",
            "-");
    assertThat(here.exitCode()).isEqualTo(1);
    assertThat(here.err()).contains("conversion webhook for " + GROUP);
    assertThat(reason(here)).isEqualTo(reason(there));
    // What is stored in the version that is asked for needs no webhook.
    assertThat(consumer.output("get", OLD, "logs", "-o", "jsonpath={.spec.gigabytes}"))
        .isEqualTo("5");
    assertThat(consumer.run("get", "postgresinstances").succeeded()).isTrue();
    assertThat(
            consumer.output(
                "get",
                "apiservice",
                "v2." + GROUP,
                "-o",
                "jsonpath={.status.conditions[?(@.type==\"Available\")].status}"))
        .isEqualTo("True");
  }

  @Test
  @Order(3)
  void whatWasThereIsThereAgainWithTheWebhook() {
    webhook.start();
    SOON.passes(() ->
        assertThat(consumer.run("get", NEW, "logs", "-o", "jsonpath={.spec.megabytes}").out())
            .isEqualTo("5000"));
    consumer.output("delete", OLD, "logs");
    assertThat(consumer.output("get", NEW, "-o", "name")).isEmpty();
  }

  private static String disk(String version, String name, String spec) {
    return """
    apiVersion: %s/%s
    kind: Disk
    metadata: {name: %s}
    spec: {%s}
    """
        .formatted(GROUP, version, name, spec);
  }

  /** The message without what kubectl says before it. */
  private static String reason(CommandResult result) {
    String message = result.err();
    int start = message.indexOf("conversion webhook");
    return start < 0 ? message : message.substring(start);
  }

  private static void gigabytesOrMegabytes(ObjectNode spec, String apiVersion) {
    if (apiVersion.endsWith("/v2") && spec.has("gigabytes")) {
      spec.put("megabytes", spec.remove("gigabytes").asInt() * 1000);
    } else if (apiVersion.endsWith("/v1") && spec.has("megabytes")) {
      spec.put("gigabytes", spec.remove("megabytes").asInt() / 1000);
    }
  }
}
