package dev.jetway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.SharedInstallation;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.SharedRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Long sessions with kubectl: each is played in the consumer and at the provider, and both must
 * print the same.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class KubectlScriptIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));
  private static final String CLAIMS = ClientTools.text("kubectl/claims.yaml");
  private static final String MERGE = "--type=merge";

  private final Installation jetway;
  private final Path folder;

  KubectlScriptIT(Installation jetway, @TempDir Path folder) {
    this.jetway = jetway;
    this.folder = folder;
  }

  @Test
  void whatThereIsAndWhatItMeans(TestInfo test) {
    List<String> lines =
        compare(
            test,
            (script, _) -> {
              for (String group : List.of("platform.example.org", "storage.example.org")) {
                script.kubectl("api-resources", "--api-group=" + group, "-o", "wide");
                script.kubectl("api-resources", "--api-group=" + group, "--verbs=list,watch,patch");
                script.kubectl("api-resources", "--api-group=" + group, "--verbs=frobnicate");
              }
              script.kubectl("api-resources", "--categories=claim", "--no-headers", "-o", "name");
              script.kubectl("api-resources", "--categories=platform", "--namespaced=false");
              for (String what :
                  List.of(
                      "pg", "pg.spec", "pg.status.conditions", "bucket.spec.tags", "pg.nothing")) {
                script.kubectl("explain", what);
              }
              script.kubectl("explain", "pg", "--recursive");
              script.kubectl("explain", "pg.spec", "--api-version=platform.example.org/v1alpha1");
              script.kubectl("explain", "pg", "--output=plaintext-openapiv2");
              for (String verb : List.of("get", "create", "deletecollection", "escalate")) {
                script.kubectl("auth", "can-i", verb, "pg");
                script.kubectl("auth", "can-i", verb, "pg/status", "--as=nobody");
              }
              script.kubectl("get", "pg");
              script.kubectl("get", "pg", "-o", "json");
              script.kubectl("get", "pg/none", "bucket/none", "--ignore-not-found");
              script.kubectl("get", "pg/none", "bucket/none");
            });
    assertThat(lines).contains("postgresinstances.platform.example.org");
  }

  @Test
  void everyWayToRead(TestInfo test) {
    List<String> lines =
        compare(
            test,
            (script, place) -> {
              script.kubectlWithInput(CLAIMS, "create", "-f", "-");
              script.kubectlWithInput(CLAIMS, "create", "-f", "-");
              for (String form :
                  List.of(
                      "wide",
                      "name",
                      "json",
                      "yaml",
                      "jsonpath={range .items[*]}{.metadata.name}={.spec.storageGB};{end}",
                      "jsonpath-as-json={.items[*].spec}",
                      "go-template={{range .items}}{{.metadata.name}} {{.spec.version}},{{end}}",
                      "custom-columns=N:.metadata.name,GB:.spec.storageGB,V:.spec.version,X:.spec.x")) {
                script.kubectl("get", "pg", "-o", form);
              }
              script.kubectl("get", "pg/alpha", "-o", "yaml");
              script.kubectl("get", "pg/alpha", "bucket/files", "-o", "name");
              script.kubectl("get", "pg,buckets");
              script.kubectl("get", "claim", "--show-kind");
              script.kubectl("get", "all");
              for (String key : List.of(".spec.storageGB", ".metadata.name", "{.spec.version}")) {
                script.kubectl("get", "pg", "--sort-by=" + key);
              }
              for (String selector :
                  List.of(
                      "metadata.name=alpha",
                      "metadata.name!=alpha",
                      "spec.version=16",
                      "metadata.namespace=" + place.namespace(),
                      "spec.storageGB=20")) {
                script.kubectl("get", "pg", "--field-selector=" + selector);
              }
              for (String selector :
                  List.of("tier", "!tier", "tier=gold", "tier in (gold,silver),team", "tier=(")) {
                script.kubectl("get", "pg", "-l", selector, "--no-headers");
              }
              script.kubectl("get", "pg", "--show-labels", "-L", "tier");
              script.kubectl("get", "pg", "--chunk-size=1");
              String here = "--field-selector=metadata.namespace=" + place.namespace();
              script.kubectl("get", "pg", "-A", here);
              script.kubectl("get", "pg", "--server-print=false");
              script.kubectl(
                  "get", "postgresinstances.v1alpha1.platform.example.org", "-o", "yaml");
              script.kubectl("get", "--raw", claims(place) + "/alpha/scale");
              script.kubectl("get", "pg/alpha", "--subresource=status", "-o", "name");
              script.kubectl("describe", "pg/alpha");
              script.kubectl("describe", "pg", "-l", "tier=silver");
              script.kubectl("events", "--for=pg/alpha");
              script.kubectlWithInput(CLAIMS, "get", "-f", "-");
            });
    assertThat(lines)
        .contains("alpha=10;beta=30;gamma=20;")
        .anyMatch(s -> s.contains("bucket.storage.example.org/files"));
  }

  @Test
  void everyWayToApply(TestInfo test) throws IOException {
    Path prune = Files.writeString(folder.resolve("one.yaml"), CLAIMS.split("---\n", 2)[0]);
    List<String> lines =
        compare(
            test,
            (script, place) -> {
              String gold = CLAIMS.replace("storageGB: 10", "storageGB: 11");
              script.kubectlWithInput(CLAIMS, "diff", "-f", "-");
              script.kubectlWithInput(CLAIMS, "apply", "-f", "-");
              script.kubectlWithInput(CLAIMS, "apply", "-f", "-");
              script.kubectlWithInput(gold, "apply", "-f", "-", "--dry-run=server");
              script.kubectlWithInput(gold, "apply", "-f", "-");
              script.kubectl("get", "pg", "-o", "yaml");
              script.kubectl(
                  "apply",
                  "-f",
                  prune.toString(),
                  "--prune",
                  "-l",
                  "team=shop",
                  "--prune-allowlist=platform.example.org/v1/PostgresInstance");
              script.kubectlWithInput(CLAIMS, "apply", "--server-side", "-f", "-");
              script.kubectlWithInput(
                  CLAIMS, "apply", "--server-side", "--force-conflicts", "-f", "-");
              script.kubectlWithInput(
                  gold, "apply", "--server-side", "--field-manager=x", "-f", "-");
              script.kubectlWithInput(CLAIMS, "replace", "-f", "-");
              script.kubectlWithInput(CLAIMS, "replace", "--force", "-f", "-");
              script.kubectlWithInput(
                  CLAIMS.replace("name: alpha", "name: missing"), "replace", "-f", "-");
              script.kubectlWithInput(
                  CLAIMS.replace("storageGB", "storageGb"),
                  "create",
                  "--validate=strict",
                  "-f",
                  "-");
              script.kubectlWithInput(
                  CLAIMS.replace("storageGB: 10", "storageGB: many"), "apply", "-f", "-");
            });
    assertThat(lines).contains("postgresinstance.platform.example.org/beta pruned");
  }

  @Test
  void everyWayToChange(TestInfo test) {
    List<String> lines =
        compare(
            test,
            (script, place) -> {
              script.kubectlWithInput(CLAIMS, "create", "-f", "-");
              script.kubectl("patch", "pg/alpha", MERGE, "-p", "{\"spec\":{\"storageGB\":12}}");
              script.kubectl("patch", "pg/alpha", MERGE, "-p", "{\"spec\":{\"storageGB\":12}}");
              script.kubectl("patch", "pg/alpha", "-p", "{\"spec\":{\"storageGB\":13}}");
              script.kubectl(
                  "patch",
                  "pg/alpha",
                  "--type=json",
                  "-p",
                  "[{\"op\":\"remove\",\"path\":\"/x\"}]");
              script.kubectl(
                  "patch",
                  "pg/alpha",
                  "--subresource=status",
                  MERGE,
                  "-p",
                  "{\"status\":{\"endpoint\":\"a:1\"}}");
              script.kubectl("label", "pg/alpha", "tier=silver");
              script.kubectl("label", "pg/alpha", "tier=silver", "--overwrite");
              script.kubectl("label", "pg", "--all", "seen=yes");
              script.kubectl("label", "pg", "-l", "tier", "seen-");
              script.kubectl("annotate", "pg", "--all", "note=a", "--overwrite");
              script.kubectl("annotate", "pg/alpha", "--list");
              script.kubectl("scale", "pg/alpha", "--replicas=3");
              script.kubectl("scale", "pg/alpha", "--current-replicas=7", "--replicas=4");
              script.kubectl("scale", "pg/alpha", "--current-replicas=3", "--replicas=4");
              script.kubectl("scale", "pg/alpha", "--replicas=40");
              script.kubectl("scale", "bucket/files", "--replicas=1");
              script.kubectl("set", "image", "pg/alpha", "a=b");
              script.kubectl("autoscale", "pg/alpha", "--max=4", "--dry-run=server");
              for (String verb : List.of("status", "history", "undo", "restart")) {
                script.kubectl("rollout", verb, "pg/alpha");
              }
              edit(script, place, "sed -i -e s/storageGB:.*/storageGB:\\ 14/");
              edit(script, place, "true");
              script.kubectl(
                  "wait", "--for=jsonpath={.spec.storageGB}=14", "pg/alpha", "--timeout=30s");
              script.kubectl("wait", "--for=condition=Ready", "pg/alpha", "--timeout=1s");
              script.kubectl("get", "pg,buckets", "-o", "yaml", "--show-managed-fields=false");
            });
    assertThat(lines).anyMatch(line -> line.contains("xpected replicas to be 7"));
  }

  @Test
  void everyWayToDelete(TestInfo test) {
    compare(
        test,
        (script, _) -> {
          script.kubectlWithInput(CLAIMS, "apply", "-f", "-");
          script.kubectl("delete", "pg/alpha", "--dry-run=server");
          script.kubectl("delete", "pg/alpha", "--wait=true", "--timeout=30s");
          script.kubectl("delete", "pg/alpha");
          script.kubectl("delete", "pg/alpha", "--ignore-not-found");
          script.kubectl("delete", "pg/beta", "--now");
          script.kubectlWithInput(CLAIMS, "apply", "-f", "-");
          script.kubectl("delete", "pg/alpha", "--force", "--grace-period=0");
          script.kubectl("delete", "pg", "-l", "tier=silver", "--wait=false");
          for (String cascade : List.of("background", "foreground", "orphan")) {
            script.kubectlWithInput(CLAIMS, "apply", "-f", "-");
            script.kubectl("delete", "pg/gamma", "--cascade=" + cascade, "--timeout=60s");
          }
          script.kubectlWithInput(CLAIMS, "apply", "-f", "-");
          script.kubectl("delete", "pg,buckets", "--all");
          script.kubectl("delete", "pg", "--all");
          script.kubectlWithInput(CLAIMS, "apply", "-f", "-");
          script.kubectlWithInput(CLAIMS, "delete", "-f", "-");
          script.kubectlWithInput(CLAIMS, "delete", "-f", "-");
          script.kubectl("get", "pg,buckets");
        });
  }

  @Test
  void aWatchPrintsWhatHappens(TestInfo test) {
    List<String> lines =
        compare(
            test,
            (script, place) -> {
              Path seen = folder.resolve(place.namespace() + ".txt");
              script.kubectlWithInput(CLAIMS, "apply", "-f", "-");
              try (ChildProcess watch =
                  place
                      .kubectl()
                      .start(
                          seen,
                          "get",
                          "pg",
                          "-n",
                          place.namespace(),
                          "--watch",
                          "--output-watch-events",
                          "--field-selector=metadata.name!=gamma")) {
                SOON.passes(() -> assertThat(seen).content().contains("beta"));
                script.kubectl("label", "pg/alpha", "seen=yes");
                script.kubectl("scale", "pg/gamma", "--replicas=3");
                script.kubectl("delete", "pg/beta");
                SOON.passes(() -> assertThat(seen).content().contains("DELETED"));
                assertThat(watch.isAlive()).isTrue();
              }
              script.read(seen);
              try (ChildProcess wait =
                  place
                      .kubectl()
                      .start(
                          seen,
                          "wait",
                          "--for=delete",
                          "pg/alpha",
                          "-n",
                          place.namespace(),
                          "--timeout=60s")) {
                script.kubectl("delete", "pg/alpha");
                assertThat(wait.awaitExit(Duration.ofSeconds(60))).isZero();
              }
              script.kubectl("wait", "--for=delete", "pg/alpha", "--timeout=5s");
            });
    assertThat(lines).anyMatch(line -> line.startsWith("DELETED beta"));
  }

  /** Plays a script at both places, compares, and returns what the consumer's kubectl printed. */
  private List<String> compare(TestInfo test, BiConsumer<Transcript, Place> script) {
    List<Place> places = Place.pair(jetway, Place.name("kubectl", test));
    try {
      List<List<String>> lines =
          places.stream()
              .map(place -> {
                Transcript transcript = new Transcript(place);
                script.accept(transcript, place);
                return transcript.lines();
              })
              .toList();
      Transcript.assertAlike(lines.getFirst(), lines.getLast());
      return lines.getFirst();
    } finally {
      places.forEach(Place::delete);
    }
  }

  private static void edit(Transcript script, Place place, String editor) {
    String[] edit = {"edit", "pg/alpha", "-n", place.namespace()};
    script.add(place.kubectl().with("KUBE_EDITOR", editor).run(edit), edit);
  }

  private static String claims(Place place) {
    return "/apis/platform.example.org/v1/namespaces/" + place.namespace() + "/postgresinstances";
  }
}
