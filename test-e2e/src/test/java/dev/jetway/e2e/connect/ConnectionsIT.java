package dev.jetway.e2e.connect;

import static dev.jetway.e2e.connect.Consumer.GROUP;
import static dev.jetway.e2e.connect.Consumer.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A consumer cluster whose connector follows ClusterConnections: what works, and what each mistake
 * ends in. The connector has the rights of its manifests and no others.
 */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
class ConnectionsIT {
  private static final String WIDGET_SCHEMAS = "/openapi/v3/apis/" + Widgets.GROUP + "/v1";
  private static final String SMALL = "\"small\"";
  private static final String WIDGET =
      """
      apiVersion: changes.example.org/v1
      kind: Widget
      metadata: {name: one, namespace: default}
      spec: {size: small}
      """;

  private final ControlPlanes planes;
  private ControlPlane provider;
  private Consumer consumer;
  private GatewayInstallation gateway;
  private ConnectorInstallation connector;

  ConnectionsIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @BeforeAll
  void start() {
    provider = planes.start("provider");
    consumer = new Consumer(planes.start("consumer"));
    gateway = GatewayInstallation.withSamples(provider);
    connector =
        ConnectorInstallation.install(
            TargetCluster.of(consumer.plane()), List.of("--shutdown-delay=0s"), Map.of());
  }

  @AfterEach
  void removeAll() {
    Kubectl kubectl = consumer.kubectl();
    kubectl.output("delete", "clusterapibindings,clusterconnections", "--all");
    consumer.awaitUnregistered("example.org");
    kubectl.output(
        "delete", "secrets", "-n", "jetway-system", "--field-selector=type!=kubernetes.io/tls");
  }

  @AfterAll
  void stop() {
    connector.close();
    gateway.close();
    consumer.plane().close();
    provider.close();
  }

  @Test
  void bindingMakesAnApiUsableAndUnbindingTakesItAway() {
    consumer.tokenSecret("prod", gateway, "shop");
    consumer.connection("prod", "prod", "None");
    consumer.awaitStatus("cconn", "prod", "Ready", "Provider controlplane is available");
    Kubectl kubectl = consumer.kubectl();
    assertThat(kubectl.output("get", "clusterconnection").lines().findFirst().orElse(""))
        .matches("NAME\\s+STATUS\\s+MESSAGE\\s+AGE");
    SOON.passes(() ->
        assertThat(kubectl.output("get", "cconn", "prod", "-o", "jsonpath={.status}"))
            .contains("\"clusterName\":\"shop\"", provider.clusterUid(), "\"bound\":false")
            .contains("\"resource\":\"postgresinstances\"", "tokenExpiresAt"));
    assertThat(kubectl.output("get", "apiservices", "-o", "name")).doesNotContain(GROUP);

    consumer.bind("platform", "prod", GROUP);
    consumer.awaitStatus("cab", "platform", "Bound", "served in this cluster");
    consumer.awaitServed("pg");
    CommandResult created =
        kubectl.runWithInput(Samples.POSTGRES.yaml(), "apply", "-n", "default", "-f", "-");
    assertThat(created.exitCode()).as(created.err()).isZero();
    assertThat(provider.kubectl().output("get", "pg", "-n", "shop-default", "-o", "name"))
        .contains("orders");
    assertThat(kubectl.output("api-resources", "-o", "name"))
        .contains("postgresinstances." + GROUP)
        .doesNotContain("buckets");
    assertThat(kubectl.output("explain", "postgresinstance.spec")).contains("storageGB");
    SOON.passes(() ->
        assertThat(kubectl.output("get", "cconn", "prod", "-o", "jsonpath={.status.offeredAPIs}"))
            .contains("\"bound\":true", "\"bound\":false"));
    consumer.awaitEvent("platform", "Bound");
    consumer.awaitEvent("prod", "Ready");

    kubectl.output("delete", "pg", "--all", "-n", "default");
    kubectl.output("delete", "cab", "platform");
    consumer.awaitUnregistered(GROUP);
  }

  @Test
  void pullServesAllThatIsOfferedAndWhatComesLater() {
    consumer.tokenSecret("prod", gateway, "shop");
    consumer.connection("prod", "prod", "Pull");
    consumer.awaitServed("pg");
    consumer.awaitServed("buckets");
    consumer.kubectl().output("delete", "cconn", "prod");
    consumer.awaitUnregistered("example.org");
  }

  @Test
  void aConnectionSaysWhatIsWrongWithItsSecret() {
    consumer.connection("prod", "missing", "None");
    consumer.awaitStatus("cconn", "prod", "SecretNotFound", "jetway-system/missing does not exist");
    consumer.awaitEvent("prod", "SecretNotFound");
    consumer
        .kubectl()
        .output(
            "create",
            "secret",
            "generic",
            "missing",
            "--type=connect.jetway.dev/token",
            "-n",
            "jetway-system",
            "--from-literal=password=x");
    consumer.awaitStatus("cconn", "prod", "SecretInvalid", "no key token and gateway and ca.crt");
    consumer.tokenSecret("missing", gateway, "shop");
    consumer.awaitStatus("cconn", "prod", "Ready");
    consumer
        .kubectl()
        .output(
            "patch",
            "cconn",
            "prod",
            "--type=merge",
            "-p",
            "{\"spec\":{\"secretRef\":{\"namespace\":\"default\"}}}");
    consumer.awaitStatus("cconn", "prod", "SecretInvalid", "not in the connector's namespace");
  }

  @Test
  void aConnectionSaysWhatIsWrongWithTheWayToTheGateway() {
    String authority = Consumer.read(gateway.caFile());
    String token = Consumer.read(gateway.enrol("shop"));
    String address = "localhost:" + gateway.port();
    consumer.tokenSecret("name", "gateway.invalid:443", authority, token);
    consumer.tokenSecret("port", "localhost:1", authority, token);
    String other =
        CertificateAuthority.create("other", Clock.systemUTC()).material().certificatePem();
    consumer.tokenSecret("ca", address, other, token);
    consumer.tokenSecret("no-ca", address, "nothing", token);
    consumer.tokenSecret("token", address, authority, "nonsense");
    for (String each : List.of("name", "port", "ca", "no-ca", "token")) {
      consumer.connection(each, each, "None");
    }
    consumer.awaitStatus("cconn", "name", "GatewayUnreachable", "no address in DNS");
    consumer.awaitStatus("cconn", "port", "GatewayUnreachable", "refuses connections");
    consumer.awaitStatus("cconn", "ca", "CertificateRejected", "ca.crt of Secret");
    consumer.awaitStatus("cconn", "no-ca", "SecretInvalid", "no certificates in PEM");
    consumer.awaitStatus("cconn", "token", "TokenRejected", "put a new token into");
    consumer.tokenSecret("token", address, authority, token);
    consumer.awaitStatus("cconn", "token", "Ready");
  }

  @Test
  void aRevokedClusterSaysSoAndGoesOnWithWhatItKnew() {
    consumer.tokenSecret("prod", gateway, "leaver");
    consumer.connection("prod", "prod", "None");
    consumer.bind("platform", "prod", GROUP);
    consumer.awaitStatus("cab", "platform", "Bound");
    gateway.revoke("leaver");
    consumer.awaitStatus("cconn", "prod", "TokenRejected", "put a new token into");
    consumer.awaitEvent("prod", "TokenRejected");
    assertThat(consumer.kubectl().output("api-resources", "-o", "name")).contains(GROUP);
  }

  @Test
  void aBindingSaysWhatIsWrongWithIt() {
    consumer.bind("lost", "nowhere", GROUP);
    consumer.awaitStatus("cab", "lost", "ConnectionNotFound", "no ClusterConnection \"nowhere\"");
    consumer.tokenSecret("prod", gateway, "shop");
    consumer.connection("prod", "prod", "None");
    consumer.bind("unknown", "prod", "unknown.example.org");
    consumer.awaitStatus("cab", "unknown", "APINotOffered", "does not offer unknown.example.org");
    consumer.kubectl().apply(Samples.BUCKET_CRD.yaml());
    try {
      consumer.bind("storage", "prod", "storage.example.org");
      consumer.awaitStatus("cab", "storage", "LocalCRDExists", "or this binding");
    } finally {
      consumer.kubectl().output("delete", "crd", "buckets.storage.example.org");
    }
    consumer.awaitStatus("cab", "storage", "Bound");
    consumer.tokenSecret("twin", gateway, "shop");
    consumer.connection("twin", "twin", "None");
    consumer.bind("storage-too", "twin", "storage.example.org");
    consumer.awaitStatus("cab", "storage-too", "Conflicts", "from connection \"prod\"");
    consumer.kubectl().output("delete", "cab", "storage");
    consumer.awaitStatus("cab", "storage-too", "Bound");
  }

  @Test
  void mistakesThatShowInTheObjectAreRefused() {
    assertThat(refusal("{secretRef: {kind: KubeConfig, name: a}}"))
        .contains("clusterName is required with secretRef.kind KubeConfig");
    assertThat(refusal("{secretRef: {kind: Token, name: a}, clusterName: b}"))
        .contains("clusterName must be left out with secretRef.kind Token");
    assertThat(
            refusal(
                "{secretRef: {kind: KubeConfig, name: a}, clusterName: b, namespaceMapping: {mode:"
                    + " Single}}"))
        .contains("namespaceMapping.namespace is required with mode Single");
    consumer.bind("fixed", "prod", GROUP);
    CommandResult changed =
        consumer
            .kubectl()
            .run("patch", "cab", "fixed", "--type=merge", "-p", "{\"spec\":{\"group\":\"other\"}}");
    assertThat(changed.err()).contains("group does not change; delete this binding");
    assertThat(consumer.kubectl().output("explain", "clusterconnection.spec.secretRef"))
        .contains("The Secret with what is needed to reach the control plane");
  }

  @Test
  void aChangeThatBreaksClientsIsAppliedAndReported() {
    Kubectl kubectl = consumer.kubectl();
    bindWidgets("Apply");
    consumer.awaitServed(Widgets.NAME);
    kubectl.apply(WIDGET);
    Widgets more = Widgets.small().with("v1", "+small, large").column("Size");
    provider.apply(more.yaml());
    SOON.passes(() -> {
      assertThat(kubectl.output("explain", "widget.spec")).contains("colour");
      assertThat(kubectl.output("get", Widgets.NAME, "-n", "default")).contains("SIZE", "small");
    });
    awaitCompatible("True NoBreakingChange");

    provider.apply(more.with("v1", "+large").without("v1beta1").yaml());
    awaitCompatible(
        "False BreakingChange",
        "widgets v1 spec.size: the value \"small\" is taken no more",
        "widgets v1beta1 is not served any more",
        "kubectl patch clusterapibinding widgets");
    consumer.awaitEvent("widgets", "BreakingChange");
    consumer.awaitStatus("cab", "widgets", "Bound", "see the condition Compatible");
    SOON.passes(() -> {
      assertThat(kubectl.output("explain", "widget.spec.size")).doesNotContain("small");
      assertThat(kubectl.output("api-versions")).doesNotContain(Widgets.GROUP + "/v1beta1");
    });
    approveWidgets();
    awaitCompatible("True NoBreakingChange");
    kubectl.output("delete", Widgets.NAME, "--all", "-n", "default");
  }

  @Test
  void aChangeWaitsForApprovalAlsoAcrossARestart() {
    bindWidgets("Approve");
    provider.apply(Widgets.small().with("v1", "large").with("v2", "large").yaml());
    awaitCompatible(
        "False ApprovalNeeded", "spec.size: the value \"small\"", "To approve: kubectl");
    consumer.awaitEvent("widgets", "ApprovalNeeded");
    SOON.passes(() ->
        assertThat(provider.kubectl().output("get", "--raw", WIDGET_SCHEMAS))
            .doesNotContain(SMALL));
    assertThat(consumer.kubectl().output("get", "--raw", WIDGET_SCHEMAS)).contains(SMALL);
    assertThat(consumer.kubectl().output("api-versions")).doesNotContain(Widgets.GROUP + "/v2");

    connector.process().restart();
    consumer.awaitServed(Widgets.NAME);
    SOON.passes(() ->
        assertThat(consumer.kubectl().run("get", "--raw", WIDGET_SCHEMAS).out()).contains(SMALL));
    awaitCompatible("False ApprovalNeeded");
    assertThat(consumer.kubectl().output("api-versions")).doesNotContain(Widgets.GROUP + "/v2");

    approveWidgets();
    awaitCompatible("True NoBreakingChange");
    SOON.passes(() -> {
      assertThat(consumer.kubectl().output("get", "--raw", WIDGET_SCHEMAS)).doesNotContain(SMALL);
      assertThat(consumer.kubectl().output("api-versions")).contains(Widgets.GROUP + "/v2");
    });
  }

  /** Until what is offered now is what changes are compared with. */
  private void bindWidgets(String updatePolicy) {
    provider.kubectl().run("delete", "crd", Widgets.NAME);
    provider.apply(Widgets.small().yaml());
    consumer.tokenSecret("prod", gateway, "shop");
    consumer.connection("prod", "prod", "None");
    SOON.passes(() ->
        assertThat(consumer.kubectl().output("get", "cconn", "prod", "-o", "jsonpath={.status}"))
            .contains(Widgets.GROUP));
    consumer.bind("widgets", "prod", Widgets.GROUP);
    patchWidgets("updatePolicy", updatePolicy);
    consumer.awaitStatus("cab", "widgets", "Bound");
    awaitCompatible("True NoBreakingChange");
    Kubectl kubectl = consumer.kubectl();
    SOON.passes(() -> {
      assertThat(kubectl.run("get", "--raw", WIDGET_SCHEMAS).out()).contains(SMALL);
      assertThat(kubectl.output("api-versions")).contains(Widgets.GROUP + "/v1beta1");
      assertThat(kubectl.output("get", "cconn", "prod", "-o", "jsonpath={.status.acceptedOffer}"))
          .isNotEmpty();
    });
  }

  private void patchWidgets(String field, String value) {
    String patch = "{\"spec\":{\"%s\":\"%s\"}}".formatted(field, value);
    consumer.kubectl().output("patch", "cab", "widgets", "--type=merge", "-p", patch);
  }

  private void approveWidgets() {
    patchWidgets(
        "approvedRevision",
        consumer
            .kubectl()
            .output("get", "cab", "widgets", "-o", "jsonpath={.status.pendingRevision}"));
  }

  private void awaitCompatible(String statusAndReason, String... message) {
    String path =
        "jsonpath={range .status.conditions[?(@.type==\"Compatible\")]}{.status} {.reason}"
            + " {.message}{end}";
    SOON.passes(() -> {
      String condition = consumer.kubectl().output("get", "cab", "widgets", "-o", path);
      assertThat(condition).startsWith(statusAndReason);
      for (String part : message) {
        assertThat(condition).contains(part);
      }
    });
  }

  private String refusal(String spec) {
    CommandResult result =
        consumer
            .kubectl()
            .runWithInput(
                """
                apiVersion: connect.jetway.dev/v1alpha1
                kind: ClusterConnection
                metadata: {name: wrong}
                spec: %s
                """
                    .formatted(spec),
                "create",
                "-f",
                "-");
    assertThat(result.exitCode()).isNotZero();
    return result.err();
  }
}
