package dev.jetway.e2e.demo;

import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.RigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The life of a claim, played by an application developer in one cluster and watched in the other.
 * Each step fails loudly.
 */
final class DemoScript {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String GROUP = "platform.example.org";
  private static final String CLAIM = "postgresinstances/orders";

  private final Stage stage;
  private final TargetCluster provider;
  private final TargetCluster consumer;
  private final String providerNamespace;

  /**
   * A script for two clusters that are connected.
   *
   * @param cluster the name under which the provider knows the consumer
   */
  DemoScript(Stage stage, TargetCluster provider, TargetCluster consumer, String cluster) {
    this.stage = stage;
    this.provider = provider;
    this.consumer = consumer;
    this.providerNamespace = cluster + "-default";
  }

  void play(String claimYaml) {
    showApis();
    apply(claimYaml);
    edit();
    statusArrives();
    delete();
  }

  private void showApis() {
    stage.title("The control plane's APIs are in the consumer cluster");
    stage.kubectl(consumer, "get", "apiservices", "-l", "connect.jetway.dev/managed-by");
    expect(stage.kubectl(consumer, "api-resources", "--api-group=" + GROUP), "postgresinstances");
  }

  private void apply(String claimYaml) {
    stage.title("A developer applies a claim in the consumer cluster");
    stage.kubectlWithInput(consumer, claimYaml, "apply", "-f", "-");
    stage.kubectl(consumer, "get", "postgresinstances");
    stage.say(
        "The control plane has it, in the namespace of this cluster and with labels that say where it comes from:");
    expect(
        stage.kubectl(
            provider, "get", "postgresinstances", "-n", providerNamespace, "--show-labels"),
        "connect.jetway.dev/namespace=default");
  }

  private void edit() {
    stage.title("The developer edits it");
    TargetCluster editing =
        new TargetCluster(
            consumer.name(),
            consumer.kubectl().with("KUBE_EDITOR", "sed -i -e s/storageGB:.*/storageGB:\\ 100/"),
            consumer.workDirectory(),
            consumer.thisHost());
    stage.kubectl(editing, "edit", CLAIM);
    expect(
        stage.kubectl(
            provider,
            "get",
            CLAIM,
            "-n",
            providerNamespace,
            "-o",
            "jsonpath={.spec.storageGB}{'\\n'}"),
        "100");
  }

  private void statusArrives() {
    stage.title("The control plane makes it ready; the developer is watching");
    Path watched = consumer.workDirectory().resolve("watched.txt");
    ChildProcess watch =
        consumer
            .kubectl()
            .start(
                watched,
                "get",
                "postgresinstances",
                "-w",
                "-o",
                "custom-columns=NAME:.metadata.name,READY:.status.readyReplicas,ENDPOINT:.status.endpoint");
    try {
      Eventually.within(SOON).isTrue("the watch to begin", () -> read(watched).contains("orders"));
      stage.kubectl(
          provider,
          "patch",
          CLAIM,
          "-n",
          providerNamespace,
          "--subresource=status",
          "--type=merge",
          "-p",
          "{\"status\":{\"readyReplicas\":1,\"endpoint\":\"orders.db.example.org:5432\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"Available\",\"message\":\"\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}}");
      Eventually.within(SOON)
          .isTrue(
              "the status to arrive in the consumer", () -> read(watched).contains("orders.db"));
      stage.say("consumer$ kubectl get postgresinstances -w -o custom-columns=...");
      read(watched).lines().forEach(stage::say);
    } finally {
      watch.kill();
    }
    stage.kubectl(consumer, "wait", "--for=condition=Ready", CLAIM, "--timeout=30s");
  }

  private void delete() {
    stage.title("The developer deletes it");
    stage.kubectl(consumer, "delete", CLAIM);
    expect(
        stage.kubectl(provider, "get", "postgresinstances", "-A", "-o", "name") + "(none left)",
        "(none left)");
    if (provider.kubectl().run("get", CLAIM, "-n", providerNamespace).succeeded()) {
      throw new RigException("the claim is still at the control plane");
    }
    stage.say("It is gone at the control plane as well.");
  }

  private static void expect(String output, String part) {
    if (!output.contains(part)) {
      throw new RigException("expected to see \"" + part + "\" in:\n" + output);
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
