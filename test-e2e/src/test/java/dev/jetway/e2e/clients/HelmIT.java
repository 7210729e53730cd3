package dev.jetway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.SharedInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.Command;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.SharedRig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Helm 3 and 4 manage claims in the consumer as they do at the provider, and other charts whatever
 * the link is like.
 */
@ParameterizedClass
@ValueSource(strings = {"v3", "v4"})
@ExtendWith({SharedRig.class, SharedInstallation.class})
class HelmIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String STATE =
      "-o=jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.labels}"
          + " {.metadata.annotations} {.spec} {.data}{\"\\n\"}{end}";

  private final Installation jetway;
  private final Path folder;
  @Parameter String version = "";
  private List<Place> places = List.of();

  HelmIT(Installation jetway, @TempDir Path folder) {
    this.jetway = jetway;
    this.folder = folder;
  }

  @BeforeEach
  void makeNamespaces() {
    places = Place.pair(jetway, "helm-" + version);
  }

  @AfterEach
  void deleteNamespaces() {
    places.forEach(Place::delete);
  }

  @Test
  void aReleaseWithClaimsAndHooksLivesAsItDoesAtTheProvider() throws IOException {
    List<String> here = life(places.getFirst());
    List<String> there = life(places.getLast());
    Transcript.assertAlike(here, there);
    assertThat(here)
        .anyMatch(line -> line.startsWith("Bucket/before-install "))
        .anyMatch(
            line -> line.startsWith("ConfigMap/seen ") && line.contains("\"storageGB\":\"99\""))
        .anyMatch(
            line -> line.startsWith("ConfigMap/seen ") && line.contains("\"v1alpha1\":\"true\""))
        .anyMatch(line -> line.startsWith("!") && line.contains("Unsupported value: \"9\""))
        .noneMatch(line -> line.startsWith("Bucket/after-upgrade "));
  }

  @Test
  void otherChartsAreManagedWhileTheGatewayIsGone() {
    Place place = places.getFirst();
    Command helm = helm(place);
    String shop = chart("shop");
    helm.output("", "install", "shop", shop, "--wait");
    jetway.gateway().process().stop();
    try {
      SOON.passes(() ->
          assertThat(apply(place).err())
              .contains("connection \"demo\" to the control plane is down"));
      helm.output("", "install", "other", chart("unrelated"), "--wait", "--timeout=60s");
      helm.output(
          "",
          "upgrade",
          "other",
          chart("unrelated"),
          "--set=colour=red",
          "--wait",
          "--timeout=60s");
      assertThat(
              place
                  .kubectl()
                  .output("get", "cm/page", "-n", place.namespace(), "-o", "jsonpath={.data}"))
          .contains("\"colour\":\"red\"", "\"apps\":\"true\"", "\"claims\":\"true\"");
      helm.output("", "rollback", "other", "1", "--wait", "--timeout=60s");
      helm.output("", "uninstall", "other", "--wait", "--timeout=60s");

      CommandResult refused = helm.run("", "upgrade", "shop", shop, "--set=storageGB=50");
      assertThat(refused.succeeded()).isFalse();
      assertThat(refused.err()).contains("connection \"demo\" to the control plane is down");
    } finally {
      jetway.gateway().process().restart();
      jetway.gateway().awaitReady();
    }
    SOON.isTrue(
        "claims to be served again",
        () -> place.kubectl().run("get", "pg", "-n", place.namespace()).err().isEmpty());
    helm.output("", "upgrade", "shop", shop, "--set=storageGB=51", "--wait", "--timeout=60s");
    assertThat(size(place)).isEqualTo("51");
    helm.output("", "uninstall", "shop", "--wait", "--timeout=60s");
    assertThat(place.kubectl().output("get", "pg", "-n", place.namespace(), "-o", "name"))
        .isEmpty();
  }

  @Test
  void waitingForAClaimIsAsAtTheProvider() {
    List<Boolean> inTime =
        places.stream().map(place -> upgradeSucceedsWithAClaimThatIsNotReady(place)).toList();
    assertThat(inTime.getFirst()).isEqualTo(inTime.getLast());
    // Helm 3 waits for built-in kinds only.
    assertThat(inTime.getFirst()).isEqualTo(version.equals("v3"));

    Place place = places.getFirst();
    Path log = folder.resolve("upgrade.log");
    try (ChildProcess upgrade =
        helm(place)
            .start(
                log,
                "upgrade",
                "shop",
                chart("shop"),
                "--set=storageGB=31",
                "--wait",
                "--timeout=60s")) {
      SOON.isTrue("the upgrade to arrive", () -> size(place).equals("31"));
      ready(place, "True");
      assertThat(upgrade.awaitExit(LIMIT)).as(upgrade.tail()).isZero();
    }
  }

  private boolean upgradeSucceedsWithAClaimThatIsNotReady(Place place) {
    Command helm = helm(place);
    helm.output("", "install", "shop", chart("shop"));
    ready(place, "False");
    return helm.run(
            "", "upgrade", "shop", chart("shop"), "--set=storageGB=30", "--wait", "--timeout=4s")
        .succeeded();
  }

  /** One release from its first day to its last, with somebody else who changes the claim. */
  private List<String> life(Place place) {
    Transcript transcript = new Transcript(place);
    Command helm = helm(place);
    String shop = chart("shop");
    transcript.run(helm, "install", "shop", shop, "--dry-run=server");
    transcript.run(helm, "install", "shop", shop, "--wait", "--timeout=60s");
    state(transcript);
    transcript.kubectl("label", "pg/orders", "by-hand=yes");
    transcript.kubectl(
        "patch",
        "pg/orders",
        "--type=merge",
        "-p",
        "{\"spec\":{\"storageGB\":99,\"parameters\":{\"max_connections\":\"5\",\"extra\":\"x\"}}}");
    transcript.run(
        helm, "upgrade", "shop", shop, "--set=version=17,replicas=null", "--wait", "--timeout=60s");
    state(transcript);
    transcript.run(
        helm, "upgrade", "shop", shop, "--set=version=17,replicas=null", force(), "--timeout=60s");
    state(transcript);
    transcript.run(helm, "upgrade", "shop", shop, "--set=version=9", force());
    transcript.run(
        helm, "upgrade", "shop", shop, "--set=version=9", force(), atomic(), "--timeout=60s");
    state(transcript);
    transcript.run(helm, "upgrade", "shop", shop, "--set=region=us-west", force(), "--timeout=60s");
    state(transcript);
    transcript.run(helm, "rollback", "shop", "1", "--wait", "--timeout=60s");
    state(transcript);
    transcript.run(helm, "history", "shop", "-o", "json");
    transcript.run(helm, "get", "manifest", "shop");
    transcript.kubectl("delete", "bucket/archive");
    transcript.run(helm, "upgrade", "shop", shop, "--reuse-values", "--wait", "--timeout=60s");
    state(transcript);
    transcript.run(helm, "uninstall", "shop", "--wait", "--timeout=60s");
    state(transcript);
    transcript.run(helm, "list", "--all");
    return transcript.lines().stream().filter(line -> !line.startsWith("LAST DEPLOYED")).toList();
  }

  private static void state(Transcript transcript) {
    transcript.kubectl(
        "get", "pg,buckets,configmaps", "--field-selector=metadata.name!=kube-root-ca.crt", STATE);
  }

  /** Overrides what others changed; Helm 3 does so anyway. */
  private String force() {
    return version.equals("v3") ? "--debug=false" : "--force-conflicts";
  }

  private String atomic() {
    return version.equals("v3") ? "--atomic" : "--rollback-on-failure";
  }

  private Command helm(Place place) {
    Path program = ClientTools.helm().resolve("helm-" + version);
    Map<String, String> homes =
        Map.of(
            "HELM_CACHE_HOME", folder.resolve("cache").toString(),
            "HELM_CONFIG_HOME", folder.resolve("config").toString(),
            "HELM_DATA_HOME", folder.resolve("data").toString());
    List<String> prefix =
        Stream.of(program, "--kubeconfig=" + place.kubeconfig(), "--namespace=" + place.namespace())
            .map(Object::toString)
            .toList();
    return new Command("helm", prefix, homes, folder, LIMIT);
  }

  private static String chart(String name) {
    return ClientTools.path("charts/" + name).toString();
  }

  private static CommandResult apply(Place place) {
    return place.kubectl().run("label", "pg/orders", "-n", place.namespace(), "x=y");
  }

  private static String size(Place place) {
    return place
        .kubectl()
        .output("get", "pg/orders", "-n", place.namespace(), "-o", "jsonpath={.spec.storageGB}");
  }

  private static void ready(Place place, String status) {
    place
        .kubectl()
        .output(
            "patch",
            "pg/orders",
            "-n",
            place.namespace(),
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\",\"reason\":\"Test\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]}}"
                .formatted(status));
  }
}
