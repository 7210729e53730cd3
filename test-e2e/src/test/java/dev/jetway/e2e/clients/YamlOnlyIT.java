package dev.jetway.e2e.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.commands.Cli;
import dev.jetway.e2e.commands.Leftovers;
import dev.jetway.e2e.install.FreePort;
import dev.jetway.e2e.install.JetwayProcess;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What docs/getting-started.md says under "With YAML only": every object on its own and in any
 * order, as a GitOps controller applies them, which tries again what is refused.
 */
@ExtendWith(SharedRig.class)
class YamlOnlyIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(90));
  private static final Logger LOG = LoggerFactory.getLogger(YamlOnlyIT.class);
  private static final String NAMESPACE = ChartPod.NAMESPACE;
  private static final String IMAGE = "--image=registry.example/jetway:1";
  private static final int MOST_ROUNDS = 20;

  /** As in the document. */
  private static final String CONNECTION =
      """
      apiVersion: connect.jetway.dev/v1alpha1
      kind: ClusterConnection
      metadata:
        name: prod
      spec:
        secretRef: {kind: Token, name: jetway-connection-prod}
      ---
      apiVersion: connect.jetway.dev/v1alpha1
      kind: ClusterAPIBinding
      metadata:
        name: platform.example.org
      spec:
        connection: prod
        group: platform.example.org
      """;

  private final ControlPlanes planes;

  YamlOnlyIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @Test
  void appliedInAnyOrderItConvergesAndLeavesNothing() {
    long seed = new Random().nextLong();
    LOG.info("order of the objects seed={}", seed);
    Random random = new Random(seed);
    try (ControlPlane provider = planes.start("yaml-provider");
        ControlPlane consumer = planes.start("yaml-consumer")) {
      int port = FreePort.next();
      applyInAnyOrder(
          provider,
          random,
          () -> {},
          Cli.output("manifests", "gateway", IMAGE, "--tls-name=localhost"),
          Cli.output("manifests", "enrolment", "shop"),
          Samples.POSTGRES_CRD.yaml(),
          Samples.BUCKET_CRD.yaml());
      try (JetwayProcess _ = gateway(provider, port)) {
        String connector = Cli.output("manifests", "connector", IMAGE);
        String provide = "--kubeconfig=" + provider.adminKubeconfig();
        String secret =
            Cli.output(
                "token",
                "create",
                "shop",
                provide,
                "--gateway=localhost:" + port,
                "--secret-for=prod");
        try (ConnectorPod pod = new ConnectorPod(consumer)) {
          applyInAnyOrder(consumer, random, pod::keepRunning, connector, CONNECTION, secret);
          isUsable(provider, consumer, pod);
          leave(consumer, connector);
        }
        Cli.output("token", "revoke", "shop", provide);
        nothingIsLeft(provider, consumer);
      }
    }
  }

  /** The node's part: it runs once it can, as often as it ends. For one thread. */
  private static final class ConnectorPod implements AutoCloseable {
    private final ControlPlane consumer;
    private final int port = FreePort.next();
    private Optional<JetwayProcess> process = Optional.empty();

    ConnectorPod(ControlPlane consumer) {
      this.consumer = consumer;
      consumer.exposeLocalPort("jetway-local", "jetway-connector", port);
    }

    void keepRunning() {
      String[] needed = {"get", "deploy/jetway-connector", "sa/jetway-connector", "-n", NAMESPACE};
      if (process.isEmpty() && consumer.kubectl(needed).succeeded()) {
        process =
            Optional.of(
                ChartPod.start(
                    TargetCluster.of(consumer),
                    "deployment/jetway-connector",
                    List.of(
                        "--listen=127.0.0.1:" + port,
                        "--service=jetway-local/jetway-connector:" + port,
                        "--shutdown-delay=1s")));
      }
      process.filter(one -> !one.process().isAlive()).ifPresent(JetwayProcess::restart);
    }

    @Override
    public void close() {
      process.ifPresent(JetwayProcess::close);
    }
  }

  private static void applyInAnyOrder(
      ControlPlane plane, Random random, Runnable afterEach, String... files) {
    List<String> waiting =
        new ArrayList<>(
            Stream.of(files)
                .flatMap(file -> Stream.of(file.split("(?m)^---$")))
                .filter(object -> object.contains("kind:"))
                .toList());
    int count = waiting.size();
    for (int round = 0; round < MOST_ROUNDS && !waiting.isEmpty(); round++) {
      Collections.shuffle(waiting, random);
      waiting.removeIf(object -> {
        boolean applied = plane.kubectl().runWithInput(object, "apply", "-f", "-").succeeded();
        afterEach.run();
        return applied;
      });
      LOG.info("applied objects={} of={} round={}", count - waiting.size(), count, round);
    }
    waiting.forEach(plane::apply); // tells why not
  }

  private static JetwayProcess gateway(ControlPlane provider, int port) {
    int health = FreePort.next();
    JetwayProcess gateway =
        ChartPod.start(
            TargetCluster.of(provider),
            "deployment/jetway-gateway",
            List.of("--listen=127.0.0.1:" + port, "--health-listen=127.0.0.1:" + health));
    gateway.awaitReady(URI.create("http://127.0.0.1:" + health + "/readyz"));
    String[] secret = {"get", "secret", "jetway-gateway-tls", "-n", NAMESPACE};
    SOON.isTrue("the gateway's certificate", () -> provider.kubectl(secret).succeeded());
    return gateway;
  }

  private static void isUsable(ControlPlane provider, ControlPlane consumer, ConnectorPod pod) {
    SOON.passes(() -> {
      pod.keepRunning();
      assertThat(consumer.kubectl("get", "cconn,cab", "--no-headers").out())
          .containsPattern("prod +Ready ")
          .containsPattern("platform.example.org +Bound ");
    });
    SOON.passes(() ->
        assertThat(
                consumer
                    .kubectl()
                    .runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", "default", "-f", "-")
                    .err())
            .isEmpty());
    assertThat(provider.kubectl().output("get", "pg", "-n", "shop-default", "-o", "name"))
        .contains("/orders");
    consumer.kubectl().output("delete", "pg", "orders", "-n", "default");
  }

  /** In the order of the document. */
  private static void leave(ControlPlane consumer, String connector) {
    consumer.kubectl().output("delete", "clusterapibinding", "platform.example.org");
    consumer.kubectl().output("delete", "clusterconnection", "prod");
    consumer
        .kubectl()
        .output(
            "wait",
            "--for=delete",
            "apiservices",
            "-l",
            "connect.jetway.dev/managed-by",
            "--timeout=60s");
    assertThat(consumer.kubectl().runWithInput(connector, "delete", "-f", "-").err()).isEmpty();
  }

  private static void nothingIsLeft(ControlPlane provider, ControlPlane consumer) {
    consumer.kubectl().output("delete", "namespace", "jetway-local", "--timeout=60s");
    assertThat(Leftovers.in(consumer)).isEmpty();
    assertThat(provider.kubectl().run("get", "sa", "shop", "-n", NAMESPACE).err())
        .contains("NotFound");
    SOON.passes(() ->
        assertThat(provider.kubectl().output("get", "clusterrolebindings", "-o", "name"))
            .doesNotContain("shop"));
  }
}
