package dev.jetway.e2e.connect;

import static dev.jetway.e2e.connect.Consumer.GROUP;
import static dev.jetway.e2e.connect.Consumer.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.install.ConnectorInstallation;
import dev.jetway.e2e.install.GatewayInstallation;
import dev.jetway.e2e.install.TargetCluster;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.CommandResult;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.manifests.BootstrapToken;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** For each right of the connector, what uses it and what people see when it is missing. */
final class RightLosses {
  static final String NAMESPACE = "jetway-system";

  private static final String STORAGE = "storage.example.org";

  private final Consumer consumer;
  private final GatewayInstallation gateway;
  private final ConnectorInstallation connector;
  private int count;

  RightLosses(Consumer consumer, GatewayInstallation gateway, ConnectorInstallation connector) {
    this.consumer = consumer;
    this.gateway = gateway;
    this.connector = connector;
  }

  /** A right that is not known here is one of which nobody has shown that it is needed. */
  RightLoss of(Right right) {
    if (right.verb().equals("watch")) {
      return RightLoss.atTheStart();
    }
    return switch (right.group()) {
      case "apiregistration.k8s.io", "apiextensions.k8s.io" -> ofRegistration(right);
      case "connect.jetway.dev" -> ofKinds(right);
      case "" -> ofCore(right);
      default -> ofOthers(right);
    };
  }

  private RightLoss ofRegistration(Right right) {
    return switch (right.verb() + " " + right.resource()) {
      case "create apiservices" ->
          RightLoss.live()
              .use(() -> consumer.bind("storage", "prod", STORAGE))
              .shows(() -> consumer.awaitStatus("cab", "storage", "Registering"));
      case "update apiservices" ->
          RightLoss.live()
              .use(() -> patch("apiservice", "v1." + GROUP, "{\"spec\":{\"versionPriority\":7}}"))
              .shows(() ->
                  assertThat(field("apiservice/v1." + GROUP, "{.spec.versionPriority}"))
                      .isEqualTo("7"));
      case "delete apiservices" ->
          RightLoss.live()
              .before(() -> {
                consumer.bind("storage", "prod", STORAGE);
                consumer.awaitStatus("cab", "storage", "Bound");
              })
              .use(() -> kubectl().output("delete", "cab", "storage", "--ignore-not-found"))
              .shows(() -> assertThat(apiServices()).contains("v1." + STORAGE));
      case "list apiservices", "list customresourcedefinitions" ->
          RightLoss.atTheStart()
              .before(() -> consumer.bind("storage", "prod", STORAGE))
              .shows(() -> consumer.awaitStatus("cab", "storage", "Registering"));
      default -> unknown(right);
    };
  }

  private RightLoss ofKinds(Right right) {
    return switch (right.verb() + " " + right.resource()) {
      case "list clusterconnections", "list clusterapibindings", "list apibindings" ->
          RightLoss.atTheStart().shows(this::nothingIsServed);
      case "update clusterconnections/status" ->
          withoutStatus("cconn/probe", () -> consumer.connection("probe", "missing", "None"));
      case "update clusterapibindings/status" ->
          withoutStatus("cab/probe", () -> consumer.bind("probe", "nowhere", GROUP));
      case "update apibindings/status" -> withoutStatus("ab/probe", this::bindInDefault);
      default -> unknown(right);
    };
  }

  private RightLoss ofCore(Right right) {
    return switch (right.verb() + " " + right.resource()) {
      case "get namespaces", "get secrets" -> RightLoss.atTheStart().shows(this::hasEnded);
      case "list namespaces" -> RightLoss.atTheStart().shows(this::isNotReady);
      case "list secrets" -> RightLoss.atTheStart().shows(this::nothingIsServed);
      case "create secrets" ->
          RightLoss.atTheStart()
              .before(() -> delete("secret", "jetway-connector-tls"))
              .shows(this::hasEnded);
      case "update secrets" ->
          RightLoss.live()
              .use(this::newBootstrapToken)
              .shows(() ->
                  consumer.awaitStatus(
                      "cconn", "prod", "Ready", "is not renewed", "cannot update"));
      case "create configmaps" -> RightLoss.live().use(this::twin).shows(() -> notKept("not kept"));
      case "get configmaps" -> RightLoss.live().use(this::twin).shows(() -> notKept("not read"));
      case "update configmaps" ->
          RightLoss.live().use(this::changeAtTheProvider).shows(() -> notKept("not kept"));
      case "create events" ->
          RightLoss.live()
              .use(() -> consumer.connection("probe", "missing", "None"))
              .shows(() -> assertThat(log()).contains("event not told name=probe"));
      default -> unknown(right);
    };
  }

  private RightLoss ofOthers(Right right) {
    return switch (right.name()) {
      case "create tokenreviews.authentication.k8s.io" ->
          RightLoss.live().use(() -> assertThat(directCall()).isEqualTo(401));
      case "create subjectaccessreviews.authorization.k8s.io" ->
          RightLoss.live()
              .use(() ->
                  SOON.passes(() ->
                      assertThat(claimsOfSomebodyNew().err())
                          .contains("access could not be reviewed")));
      case "create leases.coordination.k8s.io" ->
          RightLoss.live().use(() -> delete("lease", "jetway-connector")).shows(this::leaseIsLost);
      case "get leases.coordination.k8s.io", "update leases.coordination.k8s.io" ->
          RightLoss.live().shows(this::leaseIsLost);
      default -> unknown(right);
    };
  }

  private static RightLoss unknown(Right right) {
    return RightLoss.live()
        .before(() -> {
          throw new AssertionError(
              "nobody has shown what fails without the right \"" + right.name() + "\"");
        });
  }

  /** Nothing of a loss is left. */
  void clear() {
    kubectl().output("delete", "cconn", "probe", "twin", "--ignore-not-found");
    kubectl().output("delete", "cab", "probe", "storage", "--ignore-not-found");
    kubectl().output("delete", "ab", "probe", "-n", "default", "--ignore-not-found");
    consumer.awaitUnregistered(STORAGE);
  }

  private RightLoss withoutStatus(String object, Runnable apply) {
    return RightLoss.live()
        .use(apply)
        .shows(() -> assertThat(field(object, "{.status}")).isEmpty());
  }

  private void nothingIsServed() {
    assertThat(kubectl().run("get", "pg", "-A").succeeded()).isFalse();
  }

  private void hasEnded() {
    assertThat(connector.process().process().awaitExit(SOON.limit())).isEqualTo(1);
  }

  private void isNotReady() {
    SOON.passes(() -> {
      try (ApiClient direct = connector.callerWithoutCertificate()) {
        assertThat(direct.get("/readyz").body()).contains("[-]namespaces failed");
      }
    });
  }

  private void leaseIsLost() {
    SOON.passes(() -> assertThat(log()).contains("could not renew lease=jetway-connector"));
  }

  private void notKept(String what) {
    SOON.passes(() -> assertThat(log()).contains("last known state " + what));
  }

  private int directCall() {
    String token = TargetCluster.of(consumer.plane()).token("default", "default");
    try (ApiClient direct = connector.callerWithoutCertificate()) {
      return direct
          .send(direct.request("/apis").header("Authorization", "Bearer " + token).GET())
          .statusCode();
    }
  }

  /** Of whom nothing is remembered, and who may see them. */
  private CommandResult claimsOfSomebodyNew() {
    return kubectl()
        .as(consumer.plane().userKubeconfig("somebody-" + ++count, EachRightIT.READERS))
        .run("get", "--raw", "/apis/" + GROUP + "/v1/postgresinstances");
  }

  private void twin() {
    kubectl().output("delete", "cconn", "twin", "--ignore-not-found");
    consumer.connection("twin", "prod", "None");
  }

  private void bindInDefault() {
    kubectl()
        .apply(
            """
            apiVersion: connect.jetway.dev/v1alpha1
            kind: APIBinding
            metadata: {name: probe, namespace: default}
            spec: {connection: nowhere, group: %s}
            """
                .formatted(GROUP));
  }

  private void newBootstrapToken() {
    try (ApiServerClient admin =
        new ApiServerClient(
            Kubeconfig.load(gateway.provider().kubectl().kubeconfig(), Optional.empty()))) {
      String token =
          BootstrapToken.create(admin, NAMESPACE, "shop", GatewayInstallation.AUDIENCE).token();
      String encoded =
          Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII));
      kubectl()
          .output(
              "patch",
              "secret",
              "prod",
              "-n",
              NAMESPACE,
              "--type=merge",
              "-p",
              "{\"data\":{\"token\":\"" + encoded + "\"}}");
    }
  }

  private void changeAtTheProvider() {
    gateway
        .provider()
        .kubectl()
        .output(
            "patch",
            "crd",
            "buckets." + STORAGE,
            "--type=json",
            "-p",
            "[{\"op\":\"add\",\"path\":\"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/more%d\","
                    .formatted(++count)
                + "\"value\":{\"type\":\"string\"}}]");
  }

  private void delete(String kind, String name) {
    kubectl().output("delete", kind, name, "-n", NAMESPACE, "--ignore-not-found");
  }

  private void patch(String kind, String name, String patch) {
    kubectl().output("patch", kind, name, "--type=merge", "-p", patch);
  }

  private String field(String object, String path) {
    return kubectl().output("get", object, "-o", "jsonpath=" + path);
  }

  private String apiServices() {
    return kubectl().output("get", "apiservices", "-o", "name");
  }

  private String log() {
    return Consumer.read(connector.process().process().log());
  }

  private Kubectl kubectl() {
    return consumer.kubectl();
  }
}
