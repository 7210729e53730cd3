package dev.jetway.e2e.commands;

import static dev.jetway.e2e.commands.DoctorFindings.assertWrong;
import static dev.jetway.e2e.commands.DoctorFindings.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.e2e.install.Executable;
import dev.jetway.e2e.install.FreePort;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.Command;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.Enrolment;
import dev.jetway.manifests.ManifestYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Breaks one thing at a time. A gateway runs; what a connector would have written, the Lease and
 * the statuses, is written by the test, so that each of them can be broken, too.
 */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
class DoctorIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));
  private static final String SECRET = "jetway-connection-prod";
  private static final String GROUP = "platform.example.org";

  private final ControlPlanes planes;
  private ControlPlane provider;
  private ControlPlane consumer;
  private GatewayInstallation gateway;
  private String authority = "";

  DoctorIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @BeforeAll
  void start() throws IOException {
    provider = planes.start("provider");
    consumer = planes.start("consumer");
    gateway = GatewayInstallation.withSamples(provider);
    authority = Files.readString(gateway.caFile());
    consumer.apply(ManifestYaml.write(ConsumerManifests.access("jetway-system")));
    consumer
        .kubectl()
        .output("wait", "--for=condition=Established", "crd/clusterconnections.connect.jetway.dev");
    // A kind that has just come answers 429 for some moments.
    SOON.passes(() ->
        assertThat(consumer.kubectl("get", "clusterapibindings,apibindings", "-A").err())
            .contains("No resources found"));
  }

  @AfterAll
  void stop() {
    gateway.close();
    consumer.close();
    provider.close();
  }

  /** Everything as it should be. */
  @BeforeEach
  void heal() {
    provider.apply(ManifestYaml.write(Enrolment.render("jetway-system", "shop")));
    secret(token(), "localhost:" + gateway.port(), authority);
    consumer.apply(
        """
        apiVersion: connect.jetway.dev/v1alpha1
        kind: ClusterConnection
        metadata: {name: prod}
        spec: {secretRef: {kind: Token, name: %s}}
        ---
        apiVersion: connect.jetway.dev/v1alpha1
        kind: ClusterAPIBinding
        metadata: {name: %s}
        spec: {connection: prod, group: %s}
        ---
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: jetway-connector, namespace: jetway-system}
        spec: {holderIdentity: test, leaseDurationSeconds: 15, renewTime: "%s"}
        """
            .formatted(SECRET, GROUP, GROUP, micros(Instant.now())));
    status(
        "clusterconnection/prod",
        """
        {"status":{"controlPlane":{"id":"%s","clusterName":"shop","mode":"PerNamespace"},
        "offeredAPIs":[{"group":"%s","resource":"postgresinstances","kind":"PostgresInstance",
        "scope":"Namespaced","versions":["v1"],"bound":true}],"conditions":[%s]}}\
        """
            .formatted(provider.clusterUid(), GROUP, condition("Ready", "True", "Ready")));
    status(
        "clusterapibinding/" + GROUP,
        """
        {"status":{"servedAPIs":[],"conditions":[%s,%s]}}\
        """
            .formatted(condition("Bound", "True", "Bound"), condition("Ready", "True", "Bound")));
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    CommandResult result = doctor();
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(result.out()).contains("\"cluster \\\"shop\\\"\"").contains("\"session\"");
  }

  @Test
  void aMissingConnection() {
    CommandResult result = run("doctor", "other", "-o", "json", consumerFlag());
    assertWrong(result, "connection", "there is none", "jetway connect other");
  }

  @Test
  void aMissingSecret() {
    consumer.kubectl().output("delete", "secret", SECRET, "-n", "jetway-system");
    assertWrong(doctor(), "secret", "SecretNotFound", "token, gateway and ca.crt");
  }

  @Test
  void aSecretWithAWrongKey() {
    consumer
        .kubectl()
        .output(
            "patch",
            "secret",
            SECRET,
            "-n",
            "jetway-system",
            "--type=json",
            "-p",
            "[{\"op\":\"move\",\"from\":\"/data/token\",\"path\":\"/data/tokn\"}]");
    assertWrong(doctor(), "secret", "SecretInvalid", "has no key token");
  }

  @Test
  void aTokenThatHasExpired() {
    String claims =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"exp\":1000000000}".getBytes(StandardCharsets.UTF_8));
    secret("x." + claims + ".y", "localhost:" + gateway.port(), authority);
    assertWrong(doctor(), "token", "it expired at 2001-09-09", "jetway connect prod");
  }

  @Test
  void aTokenThatWasRevoked() {
    gateway.revoke("shop");
    CommandResult result = doctor();
    assertWrong(result, "session", "401", "jetway token create");
    assertWrong(result, "enrolment", "there is none with the label", "jetway connect prod");
  }

  @Test
  void aTokenThatStandsForNoCluster() {
    provider
        .kubectl()
        .output(
            "label",
            "serviceaccount",
            "shop",
            "-n",
            "jetway-system",
            "connect.jetway.dev/cluster-");
    SOON.passes(
        () -> assertWrong(doctor(), "session", "403", "enrol it with 'jetway token create'"));
  }

  @Test
  void aNameThatIsAnotherClusters() {
    provider
        .kubectl()
        .output(
            "annotate",
            "serviceaccount",
            "shop",
            "-n",
            "jetway-system",
            "--overwrite",
            "connect.jetway.dev/cluster-id=another");
    try {
      SOON.passes(() -> assertWrong(doctor(), "session", "409", "--name"));
      assertWrong(doctor(), "enrolment", "it is of the cluster another", "jetway token revoke");
    } finally {
      gateway.revoke("shop");
    }
  }

  @Test
  void aGatewayWithoutAnAddress() {
    secret(token(), "nowhere.invalid:443", authority);
    assertWrong(doctor(), "dns", "nowhere.invalid", "the key gateway");
  }

  @Test
  void aClosedPort() {
    secret(token(), "localhost:" + FreePort.next(), authority);
    assertWrong(doctor(), "network", "refuses connections", "see that the gateway runs");
  }

  @Test
  void aProxyThatRefuses() throws IOException {
    try (RefusingProxy proxy = RefusingProxy.start()) {
      secret(token(), "gateway.example.org:443", authority);
      Command jetway =
          new Command(
              "jetway",
              Executable.ofThisJvm().line(List.of()),
              Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port(), "NO_PROXY", "none"),
              consumer.workDirectory(),
              Duration.ofMinutes(1));
      CommandResult result = jetway.run("", "doctor", "prod", "-o", "json", consumerFlag());
      assertWrong(result, "network", "refuses to connect", "NO_PROXY");
    }
  }

  @Test
  void anotherAuthority() {
    String other =
        CertificateAuthority.create("other", Clock.systemUTC()).material().certificatePem();
    secret(token(), "localhost:" + gateway.port(), other);
    assertWrong(doctor(), "tls", "is not signed by", "ca.crt");
  }

  @Test
  void anotherControlPlane() {
    status("clusterconnection/prod", "{\"status\":{\"controlPlane\":{\"id\":\"before\"}}}");
    assertWrong(doctor(), "session", "before it was before", "spec.acceptControlPlane");
  }

  @Test
  void aConnectorThatDoesNotRun() {
    consumer.kubectl().output("delete", "lease", "jetway-connector", "-n", "jetway-system");
    assertWrong(doctor(), "connector", "there is none", "jetway install connector");
  }

  @Test
  void anApiServiceThatCannotBeReached() {
    consumer.apply(
        """
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: {name: v1.%1$s, labels: {connect.jetway.dev/managed-by: prod}}
        spec:
          group: %1$s
          version: v1
          groupPriorityMinimum: 1000
          versionPriority: 100
          service: {namespace: jetway-system, name: missing}
        """
            .formatted(GROUP));
    try {
      SOON.passes(
          () -> assertWrong(doctor(), "apiservices", "v1." + GROUP, "trust its certificate"));
    } finally {
      consumer.kubectl().output("delete", "apiservice", "v1." + GROUP);
    }
  }

  @Test
  void anApiServiceThatWasDeleted() {
    status(
        "clusterapibinding/" + GROUP,
        "{\"status\":{\"servedAPIs\":[{\"resource\":\"postgresinstances\","
            + "\"kind\":\"PostgresInstance\",\"versions\":[\"v1\"]}]}}");
    assertWrong(doctor(), "binding-apiservice", "missing: v1." + GROUP, "see that one runs");
  }

  @Test
  void anApiThatIsNotOffered() {
    status("clusterconnection/prod", "{\"status\":{\"offeredAPIs\":[]}}");
    assertWrong(doctor(), "binding-offered", "it is not offered", "jetway offer");
  }

  @Test
  void aBindingOfAConnectionThatIsNotThere() {
    consumer.apply(
        """
        apiVersion: connect.jetway.dev/v1alpha1
        kind: APIBinding
        metadata: {name: lost, namespace: default}
        spec: {connection: gone, group: %s}
        """
            .formatted(GROUP));
    try {
      CommandResult result = run("doctor", "-o", "json", consumerFlag());
      assertWrong(result, "binding-connection", "there is none", "jetway connect gone");
    } finally {
      consumer.kubectl().output("delete", "apibinding", "lost", "-n", "default");
    }
  }

  @Test
  void aLocalCrdInTheWay() {
    consumer.apply(Samples.POSTGRES_CRD.yaml());
    try {
      assertWrong(
          doctor(), "binding-local-crd", "postgresinstances." + GROUP, "delete the CRDs here");
    } finally {
      consumer.kubectl().output("delete", "crd", "postgresinstances." + GROUP);
    }
  }

  @Test
  void whatTheConnectorSaysOfABinding() {
    status(
        "clusterapibinding/" + GROUP,
        "{\"status\":{\"conditions\":[%s]}}"
            .formatted(condition("Bound", "False", "Incompatible")));
    assertWrong(doctor(), "binding-bound", "Incompatible: said so", "do what the message says");
  }

  @Test
  void aClusterThatDoesNotAnswer() {
    String kubeconfig =
        TargetCluster.of(consumer)
            .write(
                "closed.kubeconfig",
                """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: c}}]
                clusters: [{name: c, cluster: {server: "http://localhost:%d"}}]
                """
                    .formatted(FreePort.next()))
            .toString();
    CommandResult result = run("doctor", "-o", "json", "--kubeconfig=" + kubeconfig);
    assertWrong(result, "consumer-api", "could not GET", "can be reached from here");
  }

  private CommandResult doctor() {
    return run(
        "doctor",
        "prod",
        "-o",
        "json",
        consumerFlag(),
        "--provider-kubeconfig=" + provider.adminKubeconfig());
  }

  private static CommandResult run(String... arguments) {
    return Cli.run(arguments);
  }

  private String consumerFlag() {
    return "--consumer-kubeconfig=" + consumer.adminKubeconfig();
  }

  private String token() {
    return TargetCluster.of(provider).token("jetway-system", "shop", GatewayInstallation.AUDIENCE);
  }

  private void secret(String token, String address, String ca) {
    consumer.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: jetway-system}
        type: connect.jetway.dev/token
        data: {token: %s, gateway: %s, ca.crt: %s}
        """
            .formatted(SECRET, base64(token), base64(address), base64(ca)));
  }

  private void status(String object, String patch) {
    consumer.kubectl().output("patch", object, "--subresource=status", "--type=merge", "-p", patch);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String micros(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000000Z");
  }
}
