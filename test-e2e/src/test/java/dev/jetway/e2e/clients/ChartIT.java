package dev.jetway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.certs.Pem;
import dev.jetway.e2e.commands.Leftovers;
import dev.jetway.e2e.connect.UsedRights;
import dev.jetway.e2e.install.FreePort;
import dev.jetway.e2e.install.JetwayProcess;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.manifests.BootstrapToken;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.Enrolment;
import dev.jetway.manifests.ManifestYaml;
import dev.jetway.tunnel.gateway.GatewayConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Both sides with Helm alone: installed, run as their pods would be, used, and uninstalled. */
@ExtendWith(SharedRig.class)
class ChartIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(90));
  private static final String NAMESPACE = ChartPod.NAMESPACE;
  private static final String IMAGE = "--set-string=image.repository=registry.example/jetway";

  private static final String BINDINGS =
      """
      apiVersion: connect.jetway.dev/v1alpha1
      kind: ClusterAPIBinding
      metadata: {name: claims}
      spec: {connection: prod, group: platform.example.org}
      ---
      apiVersion: connect.jetway.dev/v1alpha1
      kind: APIBinding
      metadata: {name: claims, namespace: default}
      spec: {connection: prod, group: platform.example.org}
      """;

  private final ControlPlanes planes;
  private final Path folder;

  ChartIT(ControlPlanes planes, @TempDir Path folder) {
    this.planes = planes;
    this.folder = folder;
  }

  @Test
  void claimsWorkWithTheChartsAloneAndNothingIsLeftOfThem() throws Exception {
    try (ControlPlane provider = planes.start("chart-provider");
        ControlPlane consumer = planes.start("chart-consumer")) {
      Samples.installCrds(provider);
      int port = FreePort.next();
      int connectorPort = FreePort.next();
      try (JetwayProcess _ = gateway(provider, port)) {
        String token = enrol(provider);
        install(consumer, values(provider, port, token));
        try (JetwayProcess _ = connector(consumer, connectorPort)) {
          isUsable(provider, consumer, token);
          everyRightIsUsed(provider, consumer, connectorPort);
          uninstall(consumer);
        }
        nothingIsLeft(consumer);
      }
    }
  }

  private JetwayProcess gateway(ControlPlane provider, int port) {
    Charts.helm(provider, folder)
        .output(
            "",
            "install",
            "jetway",
            Charts.GATEWAY,
            "-n",
            NAMESPACE,
            "--create-namespace",
            IMAGE,
            "--set=tlsNames={localhost}");
    int health = FreePort.next();
    JetwayProcess gateway =
        ChartPod.start(
            TargetCluster.of(provider),
            "deployment/jetway-gateway",
            List.of("--listen=127.0.0.1:" + port, "--health-listen=127.0.0.1:" + health));
    gateway.awaitReady(URI.create("http://127.0.0.1:" + health + "/readyz"));
    return gateway;
  }

  private static String enrol(ControlPlane provider) {
    provider.apply(ManifestYaml.write(Enrolment.render(NAMESPACE, "shop")));
    try (ApiServerClient admin =
        new ApiServerClient(Kubeconfig.load(provider.adminKubeconfig(), Optional.empty()))) {
      return BootstrapToken.create(admin, NAMESPACE, "shop", GatewayConfig.DEFAULT_AUDIENCE)
          .token();
    }
  }

  private String values(ControlPlane provider, int port, String token) throws IOException {
    String authority = data(provider, "jetway-gateway-tls", "ca\\.crt");
    return Files.writeString(
            folder.resolve("values.yaml"),
            """
            connections:
              - name: prod
                gateway: localhost:%d
                token: %s
                ca: |
                  %s
                bindings: [{group: storage.example.org}]
            """
                .formatted(port, token, authority.strip().indent(6).strip()))
        .toString();
  }

  private void install(ControlPlane consumer, String values) {
    Charts.helm(consumer, folder)
        .output(
            "",
            "install",
            "jetway",
            Charts.CONNECTOR,
            "-n",
            NAMESPACE,
            "--create-namespace",
            IMAGE,
            "-f",
            values);
  }

  private static JetwayProcess connector(ControlPlane consumer, int port) {
    consumer.exposeLocalPort("jetway-local", "jetway-connector", port);
    return ChartPod.start(
        TargetCluster.of(consumer),
        "deployment/jetway-connector",
        List.of(
            "--listen=127.0.0.1:" + port,
            "--service=jetway-local/jetway-connector:" + port,
            "--shutdown-delay=1s"));
  }

  private static void isUsable(ControlPlane provider, ControlPlane consumer, String bootstrap) {
    SOON.passes(() ->
        assertThat(consumer.kubectl("get", "clusterconnection", "prod", "--no-headers").out())
            .contains("Ready", "Provider controlplane is available"));
    assertThat(data(consumer, "jetway-connection-prod", "token")).isNotEqualTo(bootstrap);
    SOON.passes(() ->
        assertThat(consumer.kubectl().runWithInput(Samples.BUCKET.yaml(), "apply", "-f", "-").err())
            .isEmpty());
    assertThat(provider.kubectl().output("get", "buckets", "-n", "shop-default", "-o", "name"))
        .contains("/invoices");
  }

  /** No right that the chart gives can be taken away. */
  private static void everyRightIsUsed(ControlPlane provider, ControlPlane consumer, int port) {
    consumer.apply(BINDINGS);
    String[] claims = {"get", "apiservice", "v1.platform.example.org"};
    SOON.isTrue("claims", () -> consumer.kubectl(claims).succeeded());
    // An APIService changes with what it serves.
    String[] change = {
      "patch",
      "crd",
      "buckets.storage.example.org",
      "--type=json",
      "-p",
      "[{\"op\":\"add\",\"path\":\"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/more\","
          + "\"value\":{\"type\":\"string\"}}]"
    };
    provider.kubectl().output(change);
    // Who comes past kube-apiserver is looked up.
    String authority = data(consumer, "jetway-connector-tls", "ca\\.crt");
    try (ApiClient direct =
        ApiClient.connect(URI.create("https://localhost:" + port), Pem.certificates(authority))) {
      String token = TargetCluster.of(consumer).token("default", "default");
      direct.send(direct.request("/apis").header("Authorization", "Bearer " + token).GET());
    }
    Set<String> given = UsedRights.given(ConsumerManifests.access(NAMESPACE));
    SOON.passes(() ->
        assertThat(UsedRights.used(consumer, NAMESPACE, "jetway-connector"))
            .as("rights that were used")
            .containsAll(given.stream().filter(right -> !right.startsWith("delete ")).toList()));
    consumer.kubectl().output("delete", "clusterapibinding,apibinding", "claims", "-n", "default");
    SOON.isTrue("no claims", () -> !consumer.kubectl(claims).succeeded());
    assertThat(UsedRights.used(consumer, NAMESPACE, "jetway-connector")).containsAll(given);
    assertThat(UsedRights.refused(consumer, NAMESPACE, "jetway-connector")).isEmpty();
  }

  /** Helm waits for the Job of its hook, which this machine runs in the place of a node. */
  private void uninstall(ControlPlane consumer) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<CommandResult> helm =
          threads.submit(() ->
              Charts.helm(consumer, folder)
                  .run("", "uninstall", "jetway", "-n", NAMESPACE, "--wait", "--timeout=120s"));
      String job = "job/jetway-connector-uninstall";
      SOON.isTrue(job, () -> consumer.kubectl("get", job, "-n", NAMESPACE).succeeded());
      try (JetwayProcess process = ChartPod.start(TargetCluster.of(consumer), job, List.of())) {
        assertThat(process.process().awaitExit(SOON.limit())).as(process.process().tail()).isZero();
      }
      assertThat(consumer.kubectl().output(ourApiServices())).isEmpty();
      complete(consumer, job);
      assertThat(helm.get().err()).doesNotContain("Error");
      assertThat(helm.get().succeeded()).isTrue();
    }
  }

  private static void complete(ControlPlane consumer, String job) {
    String now = Instant.now().toString().replaceAll("\\..*Z", "Z");
    String condition =
        "{\"type\":\"%s\",\"status\":\"True\",\"lastTransitionTime\":\"%s\",\"lastProbeTime\":\"%s\"}";
    consumer
        .kubectl()
        .output(
            "patch",
            job,
            "-n",
            NAMESPACE,
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":{\"startTime\":\"%s\",\"completionTime\":\"%s\",\"succeeded\":1,\"conditions\":[%s,%s]}}"
                .formatted(
                    now,
                    now,
                    condition.formatted("SuccessCriteriaMet", now, now),
                    condition.formatted("Complete", now, now)));
  }

  private static void nothingIsLeft(ControlPlane consumer) {
    assertThat(consumer.kubectl().output(ourApiServices())).isEmpty();
    for (String kind : List.of("clusterrole", "clusterrolebinding", "deploy,svc,pdb,job")) {
      assertThat(
              consumer
                  .kubectl()
                  .output(
                      "get",
                      kind,
                      "-A",
                      "-o",
                      "name",
                      "--field-selector=metadata.namespace!=jetway-local"))
          .doesNotContain("jetway");
    }
    consumer.kubectl().output("delete", "namespace", "jetway-local", "--timeout=60s");
    consumer.kubectl().output("delete", "crd", "-l", "app.kubernetes.io/name=jetway-connector");
    // What the connector wrote while it ran goes with its ServiceAccount.
    SOON.passes(() ->
        assertThat(
                Leftovers.in(
                    consumer,
                    "Namespace//" + NAMESPACE,
                    "ServiceAccount/" + NAMESPACE + "/default",
                    "ConfigMap/" + NAMESPACE + "/kube-root-ca.crt"))
            .isEmpty());
  }

  private static String[] ourApiServices() {
    return new String[] {"get", "apiservices", "-l", "connect.jetway.dev/managed-by", "-o", "name"};
  }

  private static String data(ControlPlane plane, String secret, String key) {
    String[] get = {"get", "secret", secret, "-n", NAMESPACE, "-o", "jsonpath={.data." + key + "}"};
    SOON.isTrue(secret, () -> !plane.kubectl(get).out().isBlank());
    byte[] value = Base64.getDecoder().decode(plane.kubectl().output(get).strip());
    return new String(value, StandardCharsets.UTF_8);
  }
}
