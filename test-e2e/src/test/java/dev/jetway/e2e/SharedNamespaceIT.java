package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.GatewayCaller;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.tunnel.SingleObjectName;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One provider namespace holds the objects of two clusters, and others. */
@ExtendWith({SharedRig.class, SharedSingleInstallation.class})
class SharedNamespaceIT {
  private static final String SHARED = SharedSingleInstallation.NAMESPACE;
  private static final String CLAIMS =
      "/apis/platform.example.org/v1/namespaces/" + SHARED + "/postgresinstances";
  private static final String MERGE = "application/merge-patch+json";

  private final Installation first;
  private final ControlPlanes controlPlanes;
  private final Kubectl one;
  private final Kubectl provider;

  SharedNamespaceIT(Installation first, ControlPlanes controlPlanes) {
    this.first = first;
    this.controlPlanes = controlPlanes;
    this.one = first.consumer().kubectl();
    this.provider = first.provider().kubectl();
  }

  @Test
  void neitherClusterReachesWhatIsTheOthers() {
    try (ControlPlane other = controlPlanes.start("sharing")) {
      Installation second =
          Installation.connectSingle(first.provider(), first.gateway(), other, "s2", SHARED);
      try (var _ = second.connector()) {
        Kubectl two = other.kubectl();
        apply(one, "default", Samples.POSTGRES.yaml());
        apply(two, "default", Samples.POSTGRES.yaml().replace("storageGB: 20", "storageGB: 77"));

        assertThat(one.output("get", "pg", "-A")).contains("orders", "20").doesNotContain("77");
        assertThat(two.output("get", "pg", "-A")).contains("orders", "77").doesNotContain(" 20 ");
        takesNoIdentity();
        reachesNothingWithItsOwnToken(second);
        two.output("create", "namespace", "doomed");
        apply(two, "doomed", Samples.POSTGRES.yaml());
        two.output("delete", "namespace", "doomed", "--timeout=60s");
        assertThat(two.output("get", "pg", "-A", "-o", "name").lines()).hasSize(1);
        two.output("delete", "pg", "--all", "-A");
        assertThat(two.output("get", "pg", "-A", "-o", "name")).isEmpty();
        assertThat(one.output("get", "pg", "-n", "default")).contains("orders", "20");
        assertThat(provider.output("get", "namespace", SHARED)).contains("Active");
        first.gateway().revoke("s2");
        assertThat(one.output("get", "pg", "-A", "-o", "name")).contains("orders");
        one.output("delete", "pg/orders", "-n", "default");
      }
    }
  }

  /** Names are made of the identity, so who comes with another's would have the other's names. */
  private void takesNoIdentity() {
    String victim = first.consumer().clusterUid();
    Installation third =
        new Installation(
            first.provider(),
            first.consumer(),
            "s3",
            Optional.of(SHARED),
            first.gateway(),
            first.connector());
    try (GatewayCaller caller = GatewayCaller.of(third)) {
      assertThat(caller.getAs(victim, CLAIMS).statusCode()).isEqualTo(409);
      assertThat(caller.getAs("default-x-" + victim, CLAIMS).statusCode()).isEqualTo(400);
      assertThat(caller.getAs("its-own", CLAIMS).statusCode()).isEqualTo(200);
    } finally {
      first.gateway().revoke("s3");
    }
  }

  /** A connector that was taken over knows the other's names, and sends what it likes. */
  private void reachesNothingWithItsOwnToken(Installation second) {
    String theirs = CLAIMS + "/" + first.providerName("default", "orders");
    String own = CLAIMS + "/" + second.providerName("default", "orders");
    try (GatewayCaller caller = GatewayCaller.of(second)) {
      assertThat(caller.send("GET", own, "default", "orders", MERGE, "").statusCode())
          .isEqualTo(200);
      for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
        for (String path : List.of(theirs, theirs + "/status", theirs + "/scale")) {
          String body = method.equals("GET") ? "" : "{\"spec\":{\"storageGB\":9}}";
          HttpResponse<String> answer = caller.send(method, path, "default", "orders", MERGE, body);
          assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(403);
          assertThat(answer.body()).contains("is not the one of object");
        }
      }
      assertThat(caller.get(theirs, "default").statusCode()).isEqualTo(403);
      assertThat(caller.get(CLAIMS, "default").body()).contains("\"s2\"").doesNotContain("\"s1\"");
      String asking = "?labelSelector=connect.jetway.dev/cluster%3Ds1";
      assertThat(caller.get(CLAIMS + asking, "default").body()).doesNotContain("\"s1\"");
      assertThat(
              caller
                  .get(CLAIMS + "?fieldSelector=metadata.name%3D" + theirs.split("/", -1)[7], "")
                  .body())
          .contains("\"items\":[]");
      assertThat(caller.delete(CLAIMS + asking, "default").statusCode()).isEqualTo(200);
      assertThat(caller.delete(CLAIMS, "default").statusCode()).isEqualTo(200);
      assertThat(one.output("get", "pg", "-n", "default", "-o", "name")).contains("orders");
      for (String path :
          List.of(
              "/apis/platform.example.org/v1/postgresinstances",
              "/apis/platform.example.org/v1/namespaces/s2-default/postgresinstances",
              "/api/v1/namespaces/" + SHARED,
              "/api/v1/namespaces/" + SHARED + "/secrets")) {
        assertThat(caller.get(path, "default").statusCode()).as(path).isEqualTo(403);
      }
      assertThat(caller.delete("/api/v1/namespaces/" + SHARED, "default").statusCode())
          .isEqualTo(403);
      assertThat(caller.create(CLAIMS, claim("forged", "s1")).statusCode()).isEqualTo(403);
      assertThat(caller.create(CLAIMS, claim("unlabelled", "")).statusCode()).isEqualTo(403);
      String mine = second.providerName("default", "mine");
      assertThat(caller.create(CLAIMS, claim(mine, "s2")).statusCode()).isEqualTo(201);
      HttpResponse<String> given =
          caller.send(
              "PATCH",
              CLAIMS + "/" + mine,
              "default",
              "mine",
              MERGE,
              "{\"metadata\":{\"labels\":{\"connect.jetway.dev/cluster\":\"s1\"}}}");
      assertThat(given.statusCode()).as(given.body()).isEqualTo(403);
      second.consumer().kubectl().output("delete", "pg/mine", "-n", "default");
      apply(second.consumer().kubectl(), "default", Samples.POSTGRES.yaml());
    }
  }

  @Test
  void anObjectThatOnlyHasTheNameIsNotThere() {
    String name = first.providerName("default", "ghost");
    String yaml = Samples.POSTGRES.yaml().replace("name: orders\n", "name: " + name + "\n");
    String ghost = Samples.POSTGRES.yaml().replace("name: orders\n", "name: ghost\n");
    apply(one, "default", Samples.POSTGRES.yaml()); // the namespace is there
    apply(provider, SHARED, yaml);
    try {
      for (List<String> command :
          List.of(
              List.of("get", "pg/ghost"),
              List.of("get", "pg/ghost", "-o", "yaml"),
              List.of(
                  "get",
                  "--raw",
                  "/apis/platform.example.org/v1/namespaces/default/postgresinstances/ghost/scale"),
              List.of("delete", "pg/ghost"),
              List.of("label", "pg/ghost", "a=b"),
              List.of("scale", "pg/ghost", "--replicas=3"),
              List.of("patch", "pg/ghost", "--type=merge", "-p", "{\"spec\":{\"storageGB\":9}}"))) {
        CommandResult result = one.run(command.toArray(String[]::new));
        assertThat(result.exitCode()).as(command + result.out()).isNotZero();
        assertThat(result.err()).as(command.toString()).containsIgnoringCase("not found");
      }
      assertThat(one.runWithInput(ghost, "create", "-f", "-").err())
          .contains("\"ghost\" already exists")
          .doesNotContain(name);
      assertThat(one.runWithInput(ghost, "apply", "--server-side", "-f", "-").err())
          .contains("that is not this cluster's");
      assertThat(one.output("get", "pg", "-A", "-o", "name")).doesNotContain("ghost");
      assertThat(provider.output("get", "pg/" + name, "-n", SHARED, "-o", "yaml"))
          .contains("storageGB: 20")
          .doesNotContain("connect.jetway.dev/cluster");
    } finally {
      provider.run("delete", "pg/" + name, "-n", SHARED);
      one.run("delete", "pg/orders", "-n", "default");
    }
  }

  /** {@code a-x-team} in {@code x} has the provider's name of {@code a} in {@code team-x-x}. */
  @Test
  void namesThatMeetAtTheProviderAreKeptApart() {
    String id = first.consumer().clusterUid();
    assertThat(SingleObjectName.of("claim", "x", "a-x-team", id))
        .isEqualTo(SingleObjectName.of("claim", "team-x-x", "a", id));
    one.output("create", "namespace", "x");
    one.output("create", "namespace", "team-x-x");
    try {
      apply(one, "team-x-x", Samples.POSTGRES.yaml().replace("name: orders\n", "name: a\n"));
      assertThat(one.run("get", "pg/a-x-team", "-n", "x").err()).contains("NotFound");
      assertThat(one.run("delete", "pg/a-x-team", "-n", "x").err()).contains("NotFound");
      String taken = Samples.POSTGRES.yaml().replace("name: orders\n", "name: a-x-team\n");
      assertThat(one.runWithInput(taken, "create", "-n", "x", "-f", "-").err())
          .contains("\"a-x-team\" already exists");
      assertThat(one.output("get", "pg", "-n", "team-x-x", "-o", "name")).contains("/a\n");
    } finally {
      one.run("delete", "namespace", "x", "team-x-x", "--timeout=60s");
    }
  }

  private static void apply(Kubectl kubectl, String namespace, String yaml) {
    CommandResult result = kubectl.runWithInput(yaml, "apply", "-n", namespace, "-f", "-");
    assertThat(result.err()).isEmpty();
  }

  private static String claim(String name, String cluster) {
    String labels =
        cluster.isEmpty()
            ? "{}"
            : "{\"connect.jetway.dev/cluster\":\"%s\",\"connect.jetway.dev/namespace\":\"default\",\"connect.jetway.dev/name\":\"mine\",\"connect.jetway.dev/managed\":\"true\"}"
                .formatted(cluster);
    return "{\"apiVersion\":\"platform.example.org/v1\",\"kind\":\"PostgresInstance\",\"metadata\":{\"name\":\"%s\",\"labels\":%s},\"spec\":{\"version\":\"17\",\"storageGB\":1}}"
        .formatted(name, labels);
  }
}
