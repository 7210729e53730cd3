package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * What an application developer does with kubectl works in the consumer as it does at the provider.
 */
abstract class ClaimLifecycle {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));

  protected final Installation jetway;
  private final Kubectl consumer;
  private final Kubectl provider;
  private String namespace = "";
  private String providerNamespace = "";

  ClaimLifecycle(Installation jetway) {
    this.jetway = jetway;
    this.consumer = jetway.consumer().kubectl();
    this.provider = jetway.provider().kubectl();
  }

  @BeforeEach
  void makeNamespace(TestInfo test) {
    namespace = "life-" + Integer.toHexString(test.getDisplayName().hashCode());
    providerNamespace = jetway.providerNamespace(namespace);
    consumer.output("create", "namespace", namespace);
  }

  @AfterEach
  void deleteNamespace() {
    consumer.output("delete", "namespace", namespace, "--timeout=60s");
  }

  @Test
  void anAppliedClaimLivesAtTheProviderWithItsOrigin() {
    assertThat(apply()).contains("created");
    assertThat(
            provider.output(
                "get", orders(), "-n", providerNamespace, "-o", "jsonpath={.metadata.labels}"))
        .contains("\"connect.jetway.dev/cluster\":\"" + jetway.cluster() + "\"")
        .contains("\"connect.jetway.dev/namespace\":\"" + namespace + "\"")
        .contains("\"connect.jetway.dev/name\":\"orders\"")
        .contains("\"connect.jetway.dev/managed\":\"true\"")
        .contains("\"team\":\"shop\"");
    assertThat(
            provider.output(
                "get", "namespace", providerNamespace, "-o", "jsonpath={.metadata.labels}"))
        .contains(
            jetway.singleNamespace().isPresent()
                ? "\"connect.jetway.dev/mapping\":\"Single\""
                : "\"connect.jetway.dev/cluster\":\"" + jetway.cluster() + "\"");
    String seen = consumer.output("get", "pg/orders", "-n", namespace, "-o", "yaml");
    assertThat(seen)
        .contains("namespace: " + namespace, "team: shop")
        .doesNotContain(providerNamespace);
    assertThat(seen.lines().filter(line -> line.matches(" {4}connect\\.jetway\\.dev/.*")))
        .isEmpty();
    assertThat(apply()).contains("unchanged");
  }

  @Test
  void apiResourcesAndExplainAreTheProvidersOwn() {
    for (String group : new String[] {"platform.example.org", "storage.example.org"}) {
      assertThat(consumer.output("api-resources", "-o", "wide", "--api-group=" + group))
          .isEqualTo(provider.output("api-resources", "-o", "wide", "--api-group=" + group));
    }
    assertThat(consumer.output("explain", "pg.spec", "--recursive"))
        .isEqualTo(provider.output("explain", "pg.spec", "--recursive"))
        .contains("storageGB");
    assertThat(consumer.output("explain", "bucket"))
        .isEqualTo(provider.output("explain", "bucket"));
  }

  @Test
  void tablesAndDescriptionsAreTheProvidersOwn() {
    apply();
    // The age is among what they show, and may tick between the two.
    SOON.passes(() ->
        assertThat(inOurWords(consumer.output("get", "pg", "-n", namespace)))
            .isEqualTo(
                inOurWords(provider.output("get", "pg", "-n", providerNamespace, "-l", mine())))
            .contains("STORAGE", "orders"));
    assertThat(consumer.output("get", "pg", "-A"))
        .contains("NAMESPACE", namespace)
        .doesNotContain(providerNamespace);
    assertThat(consumer.output("get", "claim", "-n", namespace)).contains("orders");
    String described = consumer.output("describe", "pg/orders", "-n", namespace);
    String there = provider.output("describe", orders(), "-n", providerNamespace);
    String comparable =
        there
            .replaceAll(" *connect\\.jetway\\.dev/[a-z]+=.*\n", "")
            .replaceAll("(Labels: +)team", "$1team")
            .replace(providerNamespace, namespace)
            .replace(jetway.providerName(namespace, "orders"), "orders");
    assertThat(described.replaceAll("\\s+", " "))
        .contains("Storage GB: 20", "Kind: PostgresInstance");
    assertThat(described.lines().filter(line -> !line.startsWith("Labels")))
        .containsAll(
            comparable
                .lines()
                .filter(line -> !line.startsWith("Labels") && !line.contains("team="))
                .toList());
  }

  @Test
  void aWatchOfAllNamespacesSeesTheClaimComeChangeAndGo() {
    Path seen = jetway.consumer().workDirectory().resolve(namespace + "-watch.txt");
    try (ChildProcess watch =
        consumer.start(seen, "get", "pg", "-A", "-w", "--output-watch-events")) {
      apply();
      SOON.passes(
          () -> assertThat(seen).content().containsPattern("ADDED +" + namespace + " +orders"));
      provider.output(
          "patch",
          orders(),
          "-n",
          providerNamespace,
          "--type=merge",
          "-p",
          "{\"spec\":{\"storageGB\":21}}");
      SOON.passes(
          () -> assertThat(seen).content().containsPattern("MODIFIED +" + namespace + " +orders"));
      consumer.output("delete", "pg/orders", "-n", namespace);
      SOON.passes(
          () -> assertThat(seen).content().containsPattern("DELETED +" + namespace + " +orders"));
      assertThat(seen).content().doesNotContain(providerNamespace).containsOnlyOnce("NAMESPACE");
      assertThat(watch.isAlive()).isTrue();
    }
  }

  @Test
  void editPatchAndScaleChangeTheProvidersObject() {
    apply();
    consumer
        .with("KUBE_EDITOR", "sed -i -e s/storageGB:.*/storageGB:\\ 33/")
        .output("edit", "pg/orders", "-n", namespace);
    assertThat(atProvider("{.spec.storageGB}")).isEqualTo("33");
    consumer.output(
        "patch",
        "pg/orders",
        "-n",
        namespace,
        "--type=merge",
        "-p",
        "{\"spec\":{\"storageGB\":34}}");
    assertThat(atProvider("{.spec.storageGB}")).isEqualTo("34");
    consumer.output(
        "patch",
        "pg/orders",
        "-n",
        namespace,
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/storageGB\",\"value\":35}]");
    assertThat(atProvider("{.spec.storageGB}")).isEqualTo("35");
    consumer.output("scale", "pg/orders", "-n", namespace, "--replicas=5");
    assertThat(atProvider("{.spec.replicas}")).isEqualTo("5");
    consumer.output("label", "pg/orders", "-n", namespace, "tier=gold", "team-");
    assertThat(atProvider("{.metadata.labels}"))
        .contains("gold", "connect.jetway.dev/cluster")
        .doesNotContain("shop");
    consumer.output("annotate", "pg/orders", "-n", namespace, "note=a b");
    assertThat(atProvider("{.metadata.annotations.note}")).isEqualTo("a b");
    consumer.output(
        "patch",
        "pg/orders",
        "-n",
        namespace,
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"readyReplicas\":2}}");
    assertThat(atProvider("{.status.readyReplicas}")).isEqualTo("2");
    assertThat(atProvider("{.metadata.labels}")).contains("connect.jetway.dev/namespace");
  }

  @Test
  void serverSideApplyKeepsOwnersApartAndReportsConflicts() {
    String yaml = Samples.POSTGRES.yaml();
    assertThat(serverSide(yaml, "--field-manager=alice").out()).contains("serverside-applied");
    String version = atProvider("{.metadata.resourceVersion}");
    assertThat(serverSide(yaml, "--field-manager=alice").out()).contains("serverside-applied");
    assertThat(atProvider("{.metadata.resourceVersion}")).isEqualTo(version);
    String other = yaml.replace("storageGB: 20", "storageGB: 99");
    CommandResult conflict = serverSide(other, "--field-manager=bob");
    assertThat(conflict.exitCode()).isNotZero();
    assertThat(conflict.err()).contains("conflict with \"alice\"", ".spec.storageGB");
    assertThat(serverSide(other, "--field-manager=bob", "--force-conflicts").succeeded()).isTrue();
    assertThat(atProvider("{.spec.storageGB}")).isEqualTo("99");
    assertThat(
            consumer.output(
                "get",
                "pg/orders",
                "-n",
                namespace,
                "-o",
                "jsonpath={.metadata.managedFields[*].manager}",
                "--show-managed-fields"))
        .contains("alice", "bob");
  }

  @Test
  void waitSeesTheConditionAndTheEnd() {
    apply();
    Path seen = jetway.consumer().workDirectory().resolve(namespace + "-wait.txt");
    try (ChildProcess wait =
        consumer.start(
            seen, "wait", "--for=condition=Ready", "pg/orders", "-n", namespace, "--timeout=60s")) {
      provider.output(
          "patch",
          orders(),
          "-n",
          providerNamespace,
          "--subresource=status",
          "--type=merge",
          "-p",
          "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"Up\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}}");
      assertThat(wait.awaitExit(Duration.ofSeconds(60))).isZero();
    }
    consumer.output("delete", "pg/orders", "-n", namespace, "--wait=true", "--timeout=30s");
    assertThat(provider.run("get", orders(), "-n", providerNamespace).err()).contains("NotFound");
  }

  @Test
  void whatTheProviderRefusesIsRefusedInTheConsumersWords() {
    CommandResult invalid =
        consumer.runWithInput(
            Samples.POSTGRES.yaml().replace("\"17\"", "\"9\""),
            "create",
            "-n",
            namespace,
            "-f",
            "-");
    assertThat(invalid.err())
        .contains("Unsupported value: \"9\"", "orders")
        .doesNotContain(providerNamespace);
    CommandResult unknown =
        consumer.runWithInput(
            Samples.POSTGRES.yaml().replace("storageGB: 20", "storageGB: 20\n  storageGb: 4"),
            "create",
            "-n",
            namespace,
            "-f",
            "-");
    assertThat(unknown.err()).contains("strict decoding error", "spec.storageGb");
    CommandResult missing = consumer.run("get", "pg/nothing", "-n", namespace);
    assertThat(missing.err()).isEqualTo(provider.run("get", "pg/nothing", "-n", "default").err());
    CommandResult noNamespace =
        consumer.runWithInput(
            Samples.POSTGRES.yaml(), "create", "-n", "no-such-namespace", "-f", "-");
    assertThat(noNamespace.err()).contains("namespaces \"no-such-namespace\" not found");
  }

  @Test
  void dryRunsLeaveNothing() {
    consumer.runWithInput(
        Samples.POSTGRES.yaml(), "create", "-n", namespace, "--dry-run=server", "-f", "-");
    assertThat(consumer.run("get", "pg/orders", "-n", namespace).err()).contains("NotFound");
    apply();
    consumer.output("delete", "pg/orders", "-n", namespace, "--dry-run=server");
    assertThat(atProvider("{.metadata.name}")).isEqualTo(jetway.providerName(namespace, "orders"));
  }

  @Test
  void bothVersionsAndChunksAreServed() {
    for (int i = 0; i < 5; i++) {
      consumer.runWithInput(
          Samples.POSTGRES.yaml().replace("name: orders\n", "name: orders-" + i + "\n"),
          "apply",
          "-n",
          namespace,
          "-f",
          "-");
    }
    assertThat(
            consumer
                .output(
                    "get",
                    "postgresinstances.v1alpha1.platform.example.org",
                    "-n",
                    namespace,
                    "-o",
                    "name")
                .lines())
        .hasSize(5);
    assertThat(
            consumer.output("get", "pg", "-n", namespace, "--chunk-size=2", "-o", "name").lines())
        .hasSize(5);
    assertThat(
            consumer
                .output("get", "pg", "-n", namespace, "-l", "team in (shop)", "-o", "name")
                .lines())
        .hasSize(5);
    assertThat(
            consumer.output(
                "get",
                "pg",
                "-n",
                namespace,
                "--field-selector=metadata.name=orders-3",
                "-o",
                "name"))
        .isEqualTo("postgresinstance.platform.example.org/orders-3\n");
    assertThat(
            consumer
                .output(
                    "get",
                    "pg",
                    "-A",
                    "--field-selector=metadata.namespace=" + namespace,
                    "-o",
                    "name")
                .lines())
        .hasSize(5);
    consumer.output("delete", "pg", "--all", "-n", namespace);
    assertThat(provider.output("get", "pg", "-n", providerNamespace, "-l", mine(), "-o", "name"))
        .isEmpty();
  }

  /** The claim at the provider. */
  private String orders() {
    return "pg/" + jetway.providerName(namespace, "orders");
  }

  /** Selects at the provider what is of the test's namespace. */
  private String mine() {
    return "connect.jetway.dev/namespace="
        + namespace
        + ",connect.jetway.dev/cluster="
        + jetway.cluster();
  }

  /** What the provider says, with the consumer's names and no more than one space. */
  private String inOurWords(String text) {
    return text.replace(jetway.providerName(namespace, "orders"), "orders")
        .replace(providerNamespace, namespace)
        .replaceAll(" +", " ");
  }

  private String apply() {
    CommandResult result =
        consumer.runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", namespace, "-f", "-");
    assertThat(result.err()).isEmpty();
    return result.out();
  }

  private CommandResult serverSide(String yaml, String... flags) {
    String[] command = new String[flags.length + 6];
    System.arraycopy(
        new String[] {"apply", "--server-side", "-n", namespace, "-f", "-"}, 0, command, 0, 6);
    System.arraycopy(flags, 0, command, 6, flags.length);
    return consumer.runWithInput(yaml, command);
  }

  private String atProvider(String jsonPath) {
    return provider.output("get", orders(), "-n", providerNamespace, "-o", "jsonpath=" + jsonPath);
  }
}
