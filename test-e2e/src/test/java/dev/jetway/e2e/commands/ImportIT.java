package dev.jetway.e2e.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.SharedSingleInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.tunnel.SingleObjectName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Objects with the labels of MCP Connector, made by hand, become a cluster's own. */
@ExtendWith({SharedRig.class, SharedSingleInstallation.class})
class ImportIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));
  private static final String SHARED = SharedSingleInstallation.NAMESPACE;
  private static final String LABELS = "mcp-connector.upbound.io/app-";

  private final Installation jetway;
  private final Kubectl provider;
  private final Kubectl consumer;

  ImportIT(Installation jetway) {
    this.jetway = jetway;
    this.provider = jetway.provider().kubectl();
    this.consumer = jetway.consumer().kubectl();
  }

  @AfterEach
  void removeWhatWasMade() {
    provider.run("delete", "pg,buckets", "-n", SHARED, "-l", LABELS + "cluster");
    provider.run("delete", "namespace", "old-apps", "--ignore-not-found");
  }

  @Test
  void objectsAreSeenUnderTheirOwnNamesAndWhatDoesNotFitIsRefused() {
    provider.run("create", "namespace", SHARED);
    String id = jetway.consumer().clusterUid();
    String claim = SingleObjectName.of("claim", "default", "ledger", id);
    String bucket = SingleObjectName.of("nxr", "default", "archive", id);
    make(Samples.POSTGRES, "orders", claim, id, "default", "ledger");
    make(Samples.BUCKET, "invoices", bucket, id, "default", "archive");
    make(Samples.POSTGRES, "orders", "claim-0123456789abcdef", id, "default", "forged");
    make(Samples.POSTGRES, "orders", "claim-fedcba9876543210", "another", "default", "ledger");

    CommandResult tried = importing("s1");
    assertThat(tried.exitCode()).as(tried.out() + tried.err()).isEqualTo(1);
    assertThat(tried.out())
        .containsPattern(
            "import +postgresinstances.platform.example.org +" + claim + " +default +l")
        .containsPattern("import +buckets.storage.example.org +" + bucket + " +default +archive")
        .containsPattern("refused +\\S+ +claim-0123456789abcdef .*is called claim-")
        .containsPattern("left +\\S+ +claim-fedcba9876543210 .*\"another\"");
    assertThat(tried.err()).contains("1 refused: nothing was stored");
    assertThat(labels(claim)).doesNotContain("connect.jetway.dev");
    assertThat(consumer.run("get", "pg,buckets", "-n", "default", "-o", "name").out()).isEmpty();

    assertThat(importing("s1", "--yes").exitCode()).isEqualTo(1);
    assertThat(labels(claim)).contains("\"connect.jetway.dev/cluster\":\"s1\"", LABELS + "cluster");
    SOON.passes(() ->
        assertThat(consumer.output("get", "pg,buckets", "-n", "default", "-o", "name").lines())
            .containsExactlyInAnyOrder(
                "postgresinstance.platform.example.org/ledger",
                "bucket.storage.example.org/archive"));
    assertThat(labels("claim-0123456789abcdef")).doesNotContain("connect.jetway.dev");
    assertThat(labels("claim-fedcba9876543210")).doesNotContain("connect.jetway.dev");

    provider.output("delete", "pg", "-n", SHARED, "claim-0123456789abcdef");
    CommandResult again = importing("s1", "--yes", "-o", "json");
    assertThat(again.exitCode()).as(again.out() + again.err()).isZero();
    assertThat(again.out()).contains("\"unchanged\"").doesNotContain("\"import\"");
    assertThat(again.err()).contains("0 changed, 0 refused");

    // It is an object like any other of the consumer's from now on.
    consumer.output(
        "patch",
        "pg",
        "ledger",
        "-n",
        "default",
        "--type=merge",
        "-p={\"spec\":{\"storageGB\":40}}");
    assertThat(
            provider.output("get", "pg", claim, "-n", SHARED, "-o", "jsonpath={.spec.storageGB}"))
        .isEqualTo("40");
    consumer.output("delete", "pg/ledger", "bucket/archive", "-n", "default");
    assertThat(provider.run("get", "pg", claim, "-n", SHARED).err()).contains("NotFound");
  }

  @Test
  void aNamespaceOfTheOtherProductIsMarkedAndWrongUseIsTold() {
    provider.output("create", "namespace", "old-apps");
    String[] there = {"newcomer", "--namespace=old-apps", "--cluster-id=of-its-own"};
    CommandResult tried = importing(there);
    assertThat(tried.exitCode()).as(tried.err()).isZero();
    assertThat(tried.out()).containsPattern("import +namespaces +old-apps");
    assertThat(namespaceLabels()).doesNotContain("connect.jetway.dev");
    assertThat(importing(with(there, "--yes")).exitCode()).isZero();
    assertThat(namespaceLabels())
        .contains("\"connect.jetway.dev/managed\":\"true\"")
        .contains("\"connect.jetway.dev/mapping\":\"Single\"");

    refused("--cluster-id: must be given", "newcomer", "--namespace=old-apps");
    refused("--namespace: must be given", "newcomer", "--cluster-id=of-its-own");
    refused("enrolled with the namespace " + SHARED, "s1", "--namespace=old-apps");
    refused("is known by the identity", "s1", "--cluster-id=of-its-own");
    refused("a namespace for each of its own", "c1", "--namespace=old-apps");
    refused("is the gateway's own", "newcomer", "--namespace=jetway-system", "--cluster-id=it");
    refused("no namespace \"nowhere\"", "newcomer", "--namespace=nowhere", "--cluster-id=it");
  }

  private void refused(String message, String... arguments) {
    CommandResult result = importing(arguments);
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }

  private CommandResult importing(String... arguments) {
    List<String> line = new ArrayList<>(List.of("import"));
    line.addAll(List.of(arguments));
    line.add("--kubeconfig=" + jetway.provider().adminKubeconfig());
    return Cli.run(line.toArray(String[]::new));
  }

  private static String[] with(String[] arguments, String more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add(more);
    return all.toArray(String[]::new);
  }

  private void make(
      Samples sample, String before, String name, String id, String namespace, String called) {
    String yaml = sample.yaml().replaceFirst("name: " + before + "\n", "name: " + name + "\n");
    CommandResult made = provider.runWithInput(yaml, "apply", "-n", SHARED, "-f", "-");
    assertThat(made.exitCode()).as(made.err()).isZero();
    provider.output(
        "label",
        sample == Samples.BUCKET ? "bucket" : "pg",
        name,
        "-n",
        SHARED,
        LABELS + "cluster=" + id,
        LABELS + "namespace=" + namespace,
        LABELS + "resource-name=" + called);
  }

  private String labels(String claim) {
    return provider.output("get", "pg", claim, "-n", SHARED, "-o", "jsonpath={.metadata.labels}");
  }

  private String namespaceLabels() {
    return provider.output("get", "namespace", "old-apps", "-o", "jsonpath={.metadata.labels}");
  }
}
