package dev.jetway.e2e.connect;

import static dev.jetway.e2e.connect.Consumer.GROUP;
import static dev.jetway.e2e.connect.Consumer.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.faults.Informer;
import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.Executable;
import dev.jetway.e2e.install.FreePort;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.JetwayProcess;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.RigException;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.e2e.rig.TcpRelay;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.manifests.BootstrapToken;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.ManifestYaml;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two replicas of a connector behind one Service, in the place of which a relay leads to one of
 * them. The one that leads, and that kube-apiserver talks to, is killed.
 */
@ExtendWith(SharedRig.class)
class FailoverIT {
  private static final String NAMESPACE = "jetway-system";
  private static final String CLAIMS =
      "/apis/" + GROUP + "/v1/namespaces/default/postgresinstances";

  private final ControlPlanes planes;

  FailoverIT(ControlPlanes planes) {
    this.planes = planes;
  }

  private record Replica(JetwayProcess process, int port) implements AutoCloseable {
    boolean holds(String identity) {
      return identity.contains("_" + process.process().pid() + "_");
    }

    @Override
    public void close() {
      process.close();
    }
  }

  @Test
  void theOtherReplicaGoesOnWhereTheLeaderWasKilled() {
    try (ControlPlane provider = planes.start("provider");
        ControlPlane plane = planes.start("consumer");
        GatewayInstallation gateway = GatewayInstallation.withSamples(provider);
        TcpRelay service = TcpRelay.start(FreePort.next())) {
      Consumer consumer = new Consumer(plane);
      plane.apply(ManifestYaml.write(ConsumerManifests.access(NAMESPACE)));
      plane.exposeLocalPort("jetway-local", "jetway-connector", service.port());
      connect(consumer, gateway);
      Path kubeconfig =
          TargetCluster.of(plane).serviceAccountKubeconfig(NAMESPACE, "jetway-connector");
      try (Replica one = replica(plane, kubeconfig, service.port());
          Replica two = replica(plane, kubeconfig, service.port());
          ApiClient admin = plane.api()) {
        Replica leader = SOON.value("a leader", () -> leader(plane, one, two));
        Replica other = leader.equals(one) ? two : one;
        service.retarget(leader.port());
        consumer.awaitStatus("cab", "platform", "Bound");
        consumer.awaitServed("pg");
        SOON.isTrue("the other to be ready", () -> isReady(plane, other));
        claim(consumer, "before");
        try (Informer informer = new Informer(admin, CLAIMS)) {
          SOON.isTrue("claim", () -> informer.names().contains("before") && informer.watches() > 0);
          String token = token(consumer);

          leader.process().process().kill();
          service.retarget(other.port());
          service.cut();

          claim(consumer, "after");
          SOON.isTrue("the watch to go on", () -> informer.names().contains("after"));
          assertThat(informer.relists()).isZero();
          assertThat(informer.violations()).isEmpty();

          consumer.bind("storage", "prod", "storage.example.org");
          consumer.awaitStatus("cab", "storage", "Bound");
          consumer.awaitEvent("storage", "Bound");
          assertThat(leader(plane, one, two)).contains(other);
          consumer.awaitStatus("cconn", "prod", "Ready");
          assertThat(token(consumer)).isEqualTo(token);

          leader.process().restart();
          SOON.isTrue("the first to be back", () -> isReady(plane, leader));
          service.retarget(leader.port());
          service.cut();
          claim(consumer, "again");
          SOON.isTrue("the watch to go on", () -> informer.names().contains("again"));
          assertThat(informer.violations()).isEmpty();
          assertThat(tokensKept(plane)).as("new tokens in the Secret").isEqualTo(1);
        }
      }
    }
  }

  /** With a bootstrap token, which works once. */
  private static void connect(Consumer consumer, GatewayInstallation gateway) {
    gateway.enrol("shop");
    try (ApiServerClient admin =
        new ApiServerClient(
            Kubeconfig.load(gateway.provider().kubectl().kubeconfig(), Optional.empty()))) {
      consumer.tokenSecret(
          "prod",
          "localhost:" + gateway.port(),
          Consumer.read(gateway.caFile()),
          BootstrapToken.create(admin, NAMESPACE, "shop", GatewayInstallation.AUDIENCE).token());
    }
    SOON.passes(() ->
        assertThat(consumer.kubectl().run("get", "cconn,cab").err())
            .contains("No resources found"));
    consumer.connection("prod", "prod", "None");
    consumer.bind("platform", "prod", GROUP);
  }

  private static Replica replica(ControlPlane plane, Path kubeconfig, int servicePort) {
    int port = FreePort.next();
    return new Replica(
        JetwayProcess.start(
            "connector on port " + port,
            plane.workDirectory().resolve("connector-" + port + ".log"),
            Executable.ofThisJvm(),
            List.of(
                "connector",
                "--kubeconfig=" + kubeconfig,
                "--listen=127.0.0.1:" + port,
                "--service=jetway-local/jetway-connector:" + servicePort,
                "--serving-secret=" + NAMESPACE + "/jetway-connector-tls",
                "--catalog-configmap=" + NAMESPACE + "/jetway-connector-catalog",
                "--shutdown-delay=0s")),
        port);
  }

  private static Optional<Replica> leader(ControlPlane plane, Replica one, Replica two) {
    String holder =
        plane
            .kubectl(
                "get",
                "lease",
                "jetway-connector",
                "-n",
                NAMESPACE,
                "-o",
                "jsonpath={.spec.holderIdentity}")
            .out();
    return List.of(one, two).stream().filter(replica -> replica.holds(holder)).findFirst();
  }

  /** It answers for the control plane, also to those who come past the Service. */
  private static boolean isReady(ControlPlane plane, Replica replica) {
    List<X509Certificate> authorities = ConnectorInstallation.servingAuthorities(plane.kubectl());
    try (ApiClient client =
        ApiClient.connect(
            URI.create("https://localhost:" + replica.port()),
            authorities,
            plane.userIdentity("admin", "system:masters"))) {
      return client.get(CLAIMS).statusCode() == 200;
    } catch (RigException _) {
      return false; // it does not listen yet
    }
  }

  private static void claim(Consumer consumer, String name) {
    String yaml = Samples.POSTGRES.yaml().replace("name: orders", "name: " + name);
    SOON.passes(() ->
        assertThat(consumer.kubectl().runWithInput(yaml, "apply", "-n", "default", "-f", "-").err())
            .isEmpty());
  }

  private static String token(Consumer consumer) {
    return consumer
        .kubectl()
        .output("get", "secret", "prod", "-n", NAMESPACE, "-o", "jsonpath={.data.token}");
  }

  private static int tokensKept(ControlPlane plane) {
    return plane
        .auditLog()
        .events(event ->
            event.user().endsWith(":jetway-connector")
                && event.verb().equals("update")
                && event.requestUri().endsWith("/secrets/prod")
                && event.code() == 200)
        .size();
  }
}
