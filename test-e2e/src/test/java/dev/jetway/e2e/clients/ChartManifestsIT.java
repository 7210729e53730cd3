package dev.jetway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.e2e.rig.Command;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.ManifestYaml;
import dev.jetway.manifests.ProviderManifests;
import dev.jetway.manifests.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The charts are what {@code jetway manifests} prints, and a real API server takes them. */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
class ChartManifestsIT {
  private static final String IMAGE = "registry.example/jetway";
  private static final Workload WORKLOAD = Workload.of(IMAGE + ":1");
  private static final String KUBE = Charts.KUBE_VERSION;
  private static final List<String> SETS =
      List.of("--set-string", "image.repository=" + IMAGE + ",image.tag=1");
  private static final String EVERYTHING =
      """
      networkPolicy: {enabled: true}
      dashboard: {enabled: true}
      commonLabels: {team: platform}
      podLabels: {tier: api}
      podAnnotations: {note: "1"}
      imagePullSecrets: [{name: registry}]
      nodeSelector: {kubernetes.io/os: linux}
      tolerations: [{operator: Exists}]
      priorityClassName: system-node-critical
      resources: {requests: {cpu: 50m}}
      env: [{name: HTTPS_PROXY, value: "http://proxy:3128"}]
      extraArgs: [--shutdown-delay=1s]
      log: {format: text, level: debug}
      image: {digest: "sha256:%s", pullPolicy: Always}
      """
          .formatted("0".repeat(64));
  private static final String CONNECTION =
      """
      connections:
        - name: prod
          gateway: gateway.example.org:443
          ca: |
            -----BEGIN CERTIFICATE-----
            -----END CERTIFICATE-----
          token: once
          pullBehavior: %s
          bindings: [{group: platform.example.org}, {group: storage.example.org, resource: buckets}]
      """;

  private final ControlPlanes planes;
  private final Path folder;
  private ControlPlane plane;
  private Command helm;

  ChartManifestsIT(ControlPlanes planes, @TempDir Path folder) {
    this.planes = planes;
    this.folder = folder;
  }

  @BeforeAll
  void start() {
    plane = planes.start("charts");
    helm = Charts.helm(plane, folder);
    plane.kubectl().output("create", "namespace", "jetway-system");
  }

  @AfterAll
  void stop() {
    plane.close();
  }

  @Test
  void theConnectorsChartIsItsManifests() {
    assertThat(objects(template(Charts.CONNECTOR)))
        .isEqualTo(objects(ManifestYaml.write(ConsumerManifests.render(WORKLOAD))));
  }

  @Test
  void theGatewaysChartIsItsManifests() {
    var options = new ProviderManifests.Options(WORKLOAD, "ClusterIP", List.of());
    assertThat(objects(template(Charts.GATEWAY)))
        .isEqualTo(objects(ManifestYaml.write(ProviderManifests.render(options))));
    var chosen =
        new ProviderManifests.Options(WORKLOAD, "LoadBalancer", List.of("g.example.org", "g2"));
    assertThat(
            objects(
                template(
                    Charts.GATEWAY, "--set=service.type=LoadBalancer,tlsNames={g.example.org,g2}")))
        .isEqualTo(objects(ManifestYaml.write(ProviderManifests.render(chosen))));
  }

  @Test
  void everyOptionIsTakenByTheApiServer() throws IOException {
    for (String chart : List.of(Charts.CONNECTOR, Charts.GATEWAY)) {
      String values = values("everything.yaml", EVERYTHING);
      String yaml = template(chart, "-f", values);
      CommandResult applied =
          plane
              .kubectl()
              .runWithInput(
                  yaml,
                  "apply",
                  "--server-side",
                  "--force-conflicts",
                  "--dry-run=server",
                  "-f",
                  "-");
      assertThat(applied.exitCode()).as(applied.err()).isZero();
      assertThat(applied.err()).doesNotContain("Warning");
      assertThat(applied.out()).contains("networkpolicy", "-dashboard");
    }
  }

  @Test
  void metricsAreFoundByThePrometheusOperator() {
    String set = "--set=serviceMonitor.enabled=true";
    String prometheus =
        ",serviceMonitor.prometheus.serviceAccount=p,serviceMonitor.prometheus.namespace=m";
    assertThat(objects(template(Charts.CONNECTOR, set + prometheus)).keySet())
        .contains("ServiceMonitor/jetway-connector", "ClusterRoleBinding/jetway:connector-metrics");
    assertThat(objects(template(Charts.GATEWAY, set)).keySet())
        .contains("ServiceMonitor/jetway-gateway", "Service/jetway-gateway-metrics");
  }

  @Test
  void wrongValuesAreToldAllAtOnce() {
    CommandResult wrong =
        helm.run(
            "",
            "template",
            "jetway",
            Charts.CONNECTOR,
            KUBE,
            "--set=replicas=0,log.level=loud,unknown=1,connections[0].name=Prod");
    assertThat(wrong.succeeded()).isFalse();
    assertThat(wrong.err())
        .contains(
            "at '/replicas': minimum: got 0, want 1",
            "at '/log/level': value must be one of 'debug', 'info', 'warn', 'error'",
            "additional properties 'unknown' not allowed",
            "at '/connections/0/name': 'Prod' does not match pattern");
    for (String chart : List.of(Charts.CONNECTOR, Charts.GATEWAY)) {
      assertThat(helm.run("", "template", "jetway", chart, KUBE).err())
          .contains("image.repository must be given", "docs/distribution.md");
    }
    assertThat(
            helm.run(
                    "",
                    "template",
                    "jetway",
                    Charts.CONNECTOR,
                    KUBE,
                    "--set=image.repository=x,connections[0].name=prod")
                .err())
        .contains("connections: prod needs a token", "jetway token create");
  }

  @Test
  void aConnectionOfTheValuesIsInstalledUpgradedAndRemoved() throws IOException {
    String values = values("none.yaml", CONNECTION.formatted("None"));
    helm("install", Charts.CONNECTOR, "-f", values);
    String[] pull = {
      "get", "clusterconnection", "prod", "-o", "jsonpath={.spec.crdManagement.pullBehavior}"
    };
    assertThat(plane.kubectl().output(pull)).isEqualTo("None");
    assertThat(plane.kubectl().output("get", "clusterapibindings", "-o", "name"))
        .contains("/platform.example.org", "/buckets.storage.example.org");
    String uid = connectionUid();
    // What the connector makes of the bootstrap token.
    plane
        .kubectl()
        .output(
            "patch",
            "secret",
            "jetway-connection-prod",
            "-n",
            "jetway-system",
            "-p",
            "{\"stringData\":{\"token\":\"renewed\"}}");

    helm("upgrade", Charts.CONNECTOR, "-f", values("pull.yaml", CONNECTION.formatted("Pull")));
    assertThat(plane.kubectl().output(pull)).isEqualTo("Pull");
    assertThat(connectionUid()).isEqualTo(uid);
    assertThat(
            plane
                .kubectl()
                .output(
                    "get",
                    "secret",
                    "jetway-connection-prod",
                    "-n",
                    "jetway-system",
                    "-o",
                    "jsonpath={.data.token}"))
        .isEqualTo("cmVuZXdlZA==");

    // Nothing runs pods here: ChartIT runs the hook.
    helm.output(
        "", "uninstall", "jetway", "-n", "jetway-system", "--no-hooks", "--wait", "--timeout=60s");
    for (String kind : List.of("clusterrole", "clusterrolebinding", "deploy,svc,pdb,sa,secret")) {
      assertThat(plane.kubectl().output("get", kind, "-A", "-o", "name")).doesNotContain("jetway");
    }
    assertThat(plane.kubectl().output("get", "clusterconnections", "-o", "name")).isEmpty();
    // Helm never removes kinds.
    plane.kubectl().output("delete", "crd", "-l", "app.kubernetes.io/name=jetway-connector");
    assertThat(plane.kubectl().output("get", "crd", "-o", "name")).doesNotContain("jetway");
  }

  private String connectionUid() {
    return plane
        .kubectl()
        .output("get", "clusterconnection", "prod", "-o", "jsonpath={.metadata.uid}");
  }

  private void helm(String command, String chart, String... more) {
    List<String> line = new ArrayList<>(List.of(command, "jetway", chart, "-n", "jetway-system"));
    line.addAll(SETS);
    line.addAll(List.of(more));
    helm.output("", line.toArray(String[]::new));
  }

  private String template(String chart, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "template",
                "jetway",
                chart,
                "-n",
                "jetway-system",
                "--include-crds",
                "--no-hooks",
                KUBE));
    line.addAll(SETS);
    line.addAll(List.of(more));
    return helm.output("", line.toArray(String[]::new));
  }

  private String values(String file, String yaml) throws IOException {
    return Files.writeString(folder.resolve(file), yaml).toString();
  }

  /** By kind and name; Helm makes the namespace itself. */
  private static Map<String, ObjectNode> objects(String yaml) {
    Map<String, ObjectNode> objects = new TreeMap<>();
    for (ObjectNode object : ManifestYaml.parse(yaml)) {
      String kind = object.path("kind").asText();
      if (!kind.equals("Namespace")) {
        objects.put(kind + "/" + object.at("/metadata/name").asText(), object);
      }
    }
    return objects;
  }
}
