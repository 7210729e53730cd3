package dev.jetway.e2e.gateway;

import static dev.jetway.e2e.gateway.Requests.BUCKETS;
import static dev.jetway.e2e.gateway.Requests.bucket;
import static dev.jetway.e2e.gateway.Requests.buckets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.commands.Cli;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.ChildProcess;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.tunnel.SingleObjectName;
import dev.jetway.tunnel.TunnelHeaders;
import dev.jetway.tunnel.gateway.GatewayLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The real kubectl at a control plane through its gateway, without a connector. */
@ExtendWith(ProviderPlane.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubeconfigIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));
  private static final String MINE = "mine";
  private static final String THEIRS = "theirs";

  private final ControlPlane plane;
  private final TestGateway gateway;
  private final String connectorToken;

  KubeconfigIT(ControlPlane plane) {
    this.plane = plane;
    this.gateway = TestGateway.start(plane, GatewayLimits.DEFAULT, Clock.systemUTC());
    this.connectorToken = gateway.enrol(MINE);
    create(MINE, connectorToken, buckets(MINE, "shop"), bucket(MINE, "shop", "made-there"));
    create(
        THEIRS, gateway.enrol(THEIRS), buckets(THEIRS, "shop"), bucket(THEIRS, "shop", "jewels"));
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @Test
  void kubectlFindsReadsAndChangesWhatIsOffered() {
    long began = plane.auditLog().position();
    Kubectl kubectl = kubectl(MINE, "kubectl", "-n", "shop");
    whatIsOfferedIsFound(kubectl);
    objectsComeWithLabelsAndGo(kubectl);
    SOON.passes(() -> assertThat(isSeenAs("jetway:mine/kubectl", began)).isTrue());
  }

  private void whatIsOfferedIsFound(Kubectl kubectl) {
    assertThat(kubectl.output("api-resources", "-o", "name").lines())
        .contains(
            "namespaces", "buckets.storage.example.org", "postgresinstances.platform.example.org")
        .doesNotContain("secrets", "pods", "customresourcedefinitions.apiextensions.k8s.io");
    assertThat(kubectl.output("explain", "bucket.spec.region"))
        .contains("Where the objects are kept");
    assertThat(kubectl.output("get", "buckets,pg")).contains("made-there", "REGION");
    assertThat(kubectl.output("get", "buckets", "-A"))
        .contains("made-there")
        .doesNotContain("jewels");
    assertThat(kubectl.output("get", "namespaces", "-o", "name").strip())
        .isEqualTo("namespace/mine-shop");
    assertThat(kubectl.output("version")).contains("Server Version");
  }

  private void objectsComeWithLabelsAndGo(Kubectl kubectl) {
    assertThat(kubectl.apply(Samples.BUCKET.yaml())).contains("created");
    assertThat(kubectl.output("get", "bucket", "invoices", "-o", "jsonpath={.metadata.labels}"))
        .isEqualTo(
            "{\"connect.jetway.dev/cluster\":\"mine\",\"connect.jetway.dev/managed\":\"true\","
                + "\"connect.jetway.dev/name\":\"invoices\",\"connect.jetway.dev/namespace\":\"shop\"}");
    String moved = Samples.BUCKET.yaml().replace("eu-central", "eu-north");
    assertThat(kubectl.apply(moved)).contains("configured");
    works(kubectl.runWithInput(moved, "apply", "--server-side", "--force-conflicts", "-f", "-"));
    works(kubectl.runWithInput(moved, "replace", "-f", "-"));
    kubectl.with("KUBE_EDITOR", "sed -i s/eu-north/eu-west/").output("edit", "bucket", "invoices");
    statusIsPatchedAndWatched(kubectl);
    assertThat(kubectl.output("get", "bucket", "invoices")).contains("eu-west");
    kubectl.output("delete", "bucket", "invoices");
  }

  private boolean isSeenAs(String user, long since) {
    return !plane
        .auditLog()
        .since(
            since,
            event ->
                event.impersonatedUser().filter(user::equals).isPresent()
                    && event.impersonatedGroups().contains("jetway:mine"))
        .isEmpty();
  }

  /** What a controller that runs elsewhere does. */
  private void statusIsPatchedAndWatched(Kubectl kubectl) {
    Path seen = plane.workDirectory().resolve("kubeconfig-watch.log");
    try (ChildProcess _ =
        kubectl.start(seen, "get", "buckets", "-w", "-o", "custom-columns=URL:.status.url")) {
      kubectl.output(
          "patch",
          "bucket",
          "invoices",
          "--subresource=status",
          "--type=merge",
          "-p",
          "{\"status\":{\"url\":\"s3://invoices\"}}");
      SOON.passes(() -> assertThat(read(seen)).contains("s3://invoices"));
    }
  }

  @Test
  void whatIsForbiddenSaysWhy() {
    Kubectl kubectl = kubectl(MINE, "kubectl", "-n", "shop");

    fails(kubectl.run("get", "buckets", "-n", "theirs-shop"), "not one of the consumer cluster");
    fails(
        kubectl.run("delete", "bucket", "jewels", "-n", "theirs-shop"),
        "not one of the consumer cluster \"mine\"");
    fails(kubectl.run("get", "secrets"), "doesn't have a resource type \"secrets\"");
    fails(
        kubectl.run("get", "--raw", "/api/v1/namespaces/mine-shop/secrets"),
        "the core API is not offered");
    fails(kubectl.run("get", "--raw", "/api/v1/nodes"), "the core API is not offered");
    fails(
        kubectl.run("get", "--raw", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"),
        "the control plane does not offer customresourcedefinitions");
    fails(kubectl.run("delete", "namespace", "mine-shop"), "go when the cluster deletes its own");
    fails(kubectl.run("get", "buckets", "--as=jane"), "nobody can be impersonated");
    fails(
        kubectl.runWithInput(
            bucket(THEIRS, "shop", "trojan"), "create", "-n", "mine-shop", "-f", "-"),
        "the labels connect.jetway.dev/managed, /cluster and /namespace");
    fails(
        kubectl.run("label", "bucket", "made-there", "connect.jetway.dev/cluster-"),
        "the labels connect.jetway.dev/managed, /cluster and /namespace");
  }

  @Test
  void aDirectTokenOpensNoTunnelAndAConnectorsTokenGainsNothing() {
    kubectl(MINE, "raw");
    String direct = gateway.token("mine.raw", "connect.jetway.dev");
    assertThat(send(direct, "GET", "/apis", "").statusCode()).isEqualTo(200);
    refused(send(direct, "GET", "/jetway/v1/session", ""), 403, "for connectors alone");
    refused(send(direct, "GET", "/jetway/v1/offers", ""), 403, "for connectors alone");
    refused(send(direct, "POST", "/tunnel/token", ""), 403, "for connectors alone");
    refused(send(direct, "GET", BUCKETS + "/buckets", "Jetway-User"), 403, "is no connector's");
    refused(send(direct, "GET", BUCKETS + "/buckets", "Jetway-Cluster-Id"), 403, "no connector's");
    refused(
        send(direct, "GET", buckets(MINE, "shop") + "/../../theirs-shop/buckets", ""),
        400,
        "only plain path segments");

    refused(send(connectorToken, "GET", BUCKETS + "/buckets", ""), 400, "identity of its cluster");
    refused(send(connectorToken, "GET", "/apis", ""), 400, "identity of its cluster");

    for (String name : List.of("rogue", "mine.rogue.x", "theirs.rogue")) {
      plane.kubectl().output("create", "serviceaccount", name, "-n", TestGateway.NAMESPACE);
      plane
          .kubectl()
          .output(
              "label",
              "serviceaccount",
              name,
              "connect.jetway.dev/direct=mine",
              "-n",
              TestGateway.NAMESPACE);
      refused(
          send(gateway.token(name, "connect.jetway.dev"), "GET", "/apis", ""),
          403,
          "stands for no consumer cluster");
    }
  }

  @Test
  void oneNamespaceThatClustersShareHidesTheOthersObjects() {
    create("solo", gateway.enrol("solo", "pool"), pool(), inPool("solo", "a", "orders"));
    create("duo", gateway.enrol("duo", "pool"), pool(), inPool("duo", "a", "orders"));
    create("solo", gateway.token("solo", "connect.jetway.dev"), pool(), named("solo", "stray"));
    String own = name("solo", "a", "orders");
    String others = name("duo", "a", "orders");
    Kubectl kubectl = kubectl("solo", "kubectl");

    assertThat(kubectl.output("get", "buckets", "-o", "name").lines())
        .containsExactlyInAnyOrder(
            "bucket.storage.example.org/" + own, "bucket.storage.example.org/stray");
    assertThat(kubectl.output("get", "bucket", own)).contains("eu-1");
    kubectl.output("patch", "bucket", own, "--type=merge", "-p", "{\"spec\":{\"region\":\"x\"}}");
    for (String[] command :
        new String[][] {
          {"get", "bucket", others},
          {"delete", "bucket", others},
          {"patch", "bucket", others, "--type=json", "-p", "[{\"op\":\"test\",\"path\":\"/a\"}]"},
          {"get", "--raw", pool() + "/" + others + "/status"}
        }) {
      fails(kubectl.run(command), "NotFound", "could not find", "not found");
    }
    fails(kubectl.run("get", "bucket", "stray"), "is not made of what the object's labels say");
    fails(kubectl.runWithInput(Samples.BUCKET.yaml(), "create", "-f", "-"), "made in the cluster");
    fails(kubectl.run("get", "buckets", "-A"), "may use the namespace \"pool\" alone");
    kubectl.output("delete", "bucket", own);
    assertThat(plane.kubectl().output("get", "buckets", "-n", "pool", "-o", "name"))
        .contains(others);
  }

  @Test
  void revokingEndsItAndWhatIsOpen() {
    String leaving = gateway.enrol("leaving");
    create("leaving", leaving, buckets("leaving", "default"), bucket("leaving", "default", "x"));
    Kubectl first = kubectl("leaving", "first");
    Kubectl second = kubectl("leaving", "second");
    assertThat(Cli.output("token", "list", admin())).contains("leaving.first", "leaving.second");
    Path seen = plane.workDirectory().resolve("kubeconfig-revoked.log");
    try (ChildProcess watch = first.start(seen, "get", "buckets", "-w")) {
      SOON.passes(() -> assertThat(read(seen)).contains("eu-1"));
      Cli.output("token", "revoke", "leaving.first", admin());
      SOON.isTrue("the end of the watch", () -> !watch.isAlive());
    }
    SOON.passes(
        () -> fails(first.run("get", "buckets"), "Unauthorized", "must be logged in", "token"));
    assertThat(second.output("get", "buckets")).contains("eu-1");

    Cli.output("token", "revoke", "leaving", admin());
    SOON.passes(() -> assertThat(second.run("get", "buckets").exitCode()).isNotZero());
  }

  @Test
  void theCommandLeavesOtherFilesAloneAndTellsWhatIsMissing() throws IOException {
    Path file = plane.workDirectory().resolve("mine.files.yaml");
    String[] command = {"kubeconfig", MINE, "--for=files", "--output=" + file};
    CommandResult made = run(command);
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out()).isEmpty();
    assertThat(made.err()).contains("it works until 20", "jetway token revoke mine.files");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String before = Files.readString(file);
    assertThat(run(command).exitCode()).isZero();
    assertThat(Files.readString(file)).isNotEqualTo(before);
    Files.writeString(file, before.replace("mine.files", "another"));
    CommandResult refused = run(command);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("name another file");
    assertThat(Files.readString(file)).contains("another");

    assertThat(run("kubeconfig", MINE, "--duration=5m").err()).contains("at least 10m");
    assertThat(run("kubeconfig", MINE, "--for=No.Label").err()).contains("name must be");
    CommandResult unknown = run("kubeconfig", "nobody");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("no cluster \"nobody\" is let in");
  }

  private Kubectl kubectl(String cluster, String name, String... more) {
    Path file = plane.workDirectory().resolve(cluster + "." + name + ".kubeconfig");
    List<String> command =
        new ArrayList<>(List.of("kubeconfig", cluster, "--for=" + name, "--output=" + file));
    command.addAll(List.of(more));
    CommandResult made = run(command.toArray(String[]::new));
    assertThat(made.exitCode()).as(made.err()).isZero();
    Kubectl kubectl = plane.kubectl().as(file);
    // The gateway hears of the ServiceAccount by a watch.
    SOON.passes(() -> assertThat(kubectl.run("get", "--raw", "/apis").err()).isEmpty());
    return kubectl;
  }

  private CommandResult run(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(
        List.of(
            admin(),
            "--gateway=" + gateway.hostAndPort(),
            "--gateway-ca-file=" + gateway.caFile()));
    return Cli.run(all.toArray(String[]::new));
  }

  private String admin() {
    return "--kubeconfig=" + plane.adminKubeconfig();
  }

  /** As the cluster's connector does. */
  private void create(String cluster, String token, String path, String object) {
    try (ApiClient client = gateway.client()) {
      SOON.passes(() -> {
        HttpResponse<String> made =
            client.send(
                TestGateway.as(client.request(path), cluster, token)
                    .header(TunnelHeaders.NAMESPACE, namespace(object))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(object)));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      });
    }
  }

  private static String namespace(String object) {
    return object.replaceAll("(?s).*connect.jetway.dev/namespace\": \"([^\"]*)\".*", "$1");
  }

  private HttpResponse<String> send(String token, String method, String path, String header) {
    try (ApiClient client = gateway.client()) {
      var request = client.request(path).header("Authorization", "Bearer " + token);
      if (!header.isEmpty()) {
        request.header(header, "x");
      }
      return client.send(request.method(method, BodyPublishers.noBody()));
    }
  }

  private static String pool() {
    return BUCKETS + "/namespaces/pool/buckets";
  }

  private static String name(String cluster, String namespace, String name) {
    return SingleObjectName.of(SingleObjectName.COMPOSITE, namespace, name, "id-of-" + cluster);
  }

  private static String inPool(String cluster, String namespace, String name) {
    return bucket(cluster, namespace, name)
        .replace(
            "\"metadata\": {\"name\": \"" + name + "\"",
            "\"metadata\": {\"name\": \"" + name(cluster, namespace, name) + "\"");
  }

  private static String named(String cluster, String name) {
    return bucket(cluster, "a", name);
  }

  private static void refused(HttpResponse<String> answer, int code, String why) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code);
    assertThat(answer.body()).contains("\"kind\":\"Status\"").contains(why);
  }

  private static void works(CommandResult result) {
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  private static void fails(CommandResult result, String... oneOf) {
    assertThat(result.exitCode()).as(result.out()).isNotZero();
    assertThat(oneOf).as(result.err()).anyMatch(result.err()::contains);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
