package dev.jetway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What happens to claims while an informer watches them: changes on both sides, and changes at the
 * provider while the gateway is gone. Each must reach the informer's handlers once.
 *
 * @param namespace the consumer's namespace that is watched
 * @param calls the handler's calls so far: {@code add <name> <storageGB>}, {@code update <name>
 *     <storageGB>}, {@code delete <name>}
 */
record InformerScript(Installation jetway, String namespace, Supplier<List<String>> calls) {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(90));

  /** What must be there before the informer starts. */
  void before() {
    create("first", 20);
  }

  /** Runs the script against an informer that was just started. */
  void run() {
    awaitCall("add first 20");
    create("second", 30);
    patch(consumer(), namespace, "second", 31);
    awaitCall("update second 31");
    consumer().output("delete", "pg/second", "-n", namespace);
    awaitCall("delete second");
    assertThat(calls.get())
        .containsExactly("add first 20", "add second 30", "update second 31", "delete second");

    create("kept", 40);
    create("doomed", 50);
    awaitCall("add kept 40");
    awaitCall("add doomed 50");
    changeWithoutTheGateway();
    awaitCall("update kept 42");
    awaitCall("delete doomed");
    awaitCall("add late 60");
    patch(consumer(), namespace, "kept", 43);
    awaitCall("update kept 43");

    List<String> seen = new ArrayList<>(calls.get());
    // Who lists again instead of resuming sees the last state only.
    seen.remove("update kept 41");
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "add first 20",
            "add second 30",
            "update second 31",
            "delete second",
            "add kept 40",
            "add doomed 50",
            "update kept 42",
            "delete doomed",
            "add late 60",
            "update kept 43");
    assertThat(calls.get()).filteredOn(call -> call.contains(" kept ")).as("order").isSorted();
  }

  private void changeWithoutTheGateway() {
    String there = jetway.providerNamespace(namespace);
    jetway.gateway().process().stop();
    try {
      SOON.isTrue(
          "the link to be down",
          () ->
              consumer().run("annotate", "pg/kept", "-n", namespace, "x=y").err().contains("down"));
      Kubectl provider = jetway.provider().kubectl();
      patch(provider, there, "kept", 41);
      patch(provider, there, "kept", 42);
      provider.output("delete", "pg/doomed", "-n", there);
      jetway
          .provider()
          .apply(
              """
              apiVersion: platform.example.org/v1
              kind: PostgresInstance
              metadata:
                name: late
                namespace: %s
                labels:
                  connect.jetway.dev/cluster: %s
                  connect.jetway.dev/managed: "true"
                  connect.jetway.dev/name: late
                  connect.jetway.dev/namespace: %s
              spec: {version: "17", storageGB: 60}
              """
                  .formatted(there, jetway.cluster(), namespace));
    } finally {
      jetway.gateway().process().restart();
      jetway.gateway().awaitReady();
    }
    SOON.isTrue(
        "claims to be served again",
        () -> consumer().run("annotate", "pg/first", "-n", namespace, "--list").err().isEmpty());
  }

  private void awaitCall(String call) {
    SOON.passes(() -> assertThat(calls.get()).contains(call));
  }

  private void create(String name, int storageGb) {
    String yaml =
        Samples.POSTGRES
            .yaml()
            .replace("name: orders\n", "name: " + name + "\n")
            .replace("storageGB: 20", "storageGB: " + storageGb);
    assertThat(consumer().runWithInput(yaml, "create", "-n", namespace, "-f", "-").err()).isEmpty();
  }

  private static void patch(Kubectl kubectl, String namespace, String name, int storageGb) {
    kubectl.output(
        "patch",
        "pg/" + name,
        "-n",
        namespace,
        "--type=merge",
        "-p",
        "{\"spec\":{\"storageGB\":%d}}".formatted(storageGb));
  }

  private Kubectl consumer() {
    return jetway.consumer().kubectl();
  }
}
