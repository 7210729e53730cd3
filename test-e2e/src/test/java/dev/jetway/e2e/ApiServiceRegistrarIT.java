package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.ControlPlanes;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.SharedRig;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.Kubeconfig;
import dev.jetway.manifests.ApiServiceRegistrar;
import dev.jetway.manifests.Conflict;
import dev.jetway.manifests.ConsumerManifests;
import dev.jetway.manifests.ManifestYaml;
import dev.jetway.manifests.RegistrationReport;
import dev.jetway.manifests.Registrations;
import dev.jetway.manifests.ServedApi;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the registrar under the connector's own ServiceAccount. On a control plane of its own, since
 * nothing serves behind these APIServices.
 */
@ExtendWith(SharedRig.class)
@TestInstance(Lifecycle.PER_CLASS)
class ApiServiceRegistrarIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(20));
  private static final ServedApi DATABASES = new ServedApi("db.example.org", "v1", "h1");
  private static final ServedApi BUCKETS = new ServedApi("storage.example.org", "v1beta1", "h1");
  private static final String CRD =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: databases.db.example.org
      spec:
        group: db.example.org
        scope: Namespaced
        names: {plural: databases, singular: database, kind: Database}
        versions:
        - name: v1
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object}}
      """;

  private final ControlPlanes planes;
  private final AtomicReference<RegistrationReport> report =
      new AtomicReference<>(RegistrationReport.NONE);
  private ControlPlane plane;
  private ApiServerClient client;
  private ApiServiceRegistrar registrar;

  ApiServiceRegistrarIT(ControlPlanes planes) {
    this.planes = planes;
  }

  @BeforeAll
  void start() {
    plane = planes.start("registrar");
    plane.apply(ManifestYaml.write(ConsumerManifests.access("jetway-system")));
    client =
        new ApiServerClient(
            Kubeconfig.load(
                plane.serviceAccountKubeconfig(
                    "jetway-system", "jetway-connector", Duration.ofHours(1)),
                Optional.empty()));
  }

  @AfterAll
  void stop() {
    client.close();
    plane.close();
  }

  @BeforeEach
  void open() {
    report.set(RegistrationReport.NONE);
    registrar = ApiServiceRegistrar.open(client, "prod", report::set, Clock.systemUTC());
  }

  @AfterEach
  void unregister() {
    assertThat(registrar.unregisterAll(Duration.ofSeconds(10))).isTrue();
    assertThat(ours()).isEmpty();
    plane.kubectl("delete", "crd", "databases.db.example.org", "--ignore-not-found");
  }

  @Test
  void registersAndRemovesWhatIsOffered() {
    registrar.want(wanted("CA", DATABASES, BUCKETS));
    awaitRegistered(DATABASES, BUCKETS);
    assertThat(ours()).contains("v1.db.example.org", "v1beta1.storage.example.org");
    assertThat(report.get().publishedCaBundle()).isEqualTo("CA");

    registrar.want(wanted("CA", BUCKETS));
    awaitRegistered(BUCKETS);
    SOON.isTrue("the removal", () -> !ours().contains("v1.db.example.org"));
  }

  @Test
  void repairsWhatSomebodyChangedOrDeleted() {
    registrar.want(wanted("CA", DATABASES));
    awaitRegistered(DATABASES);
    plane
        .kubectl()
        .output(
            "patch",
            "apiservice",
            "v1.db.example.org",
            "--type=merge",
            "-p",
            "{\"spec\":{\"versionPriority\":7,\"service\":{\"port\":1}}}");
    SOON.isTrue("the repair", () -> field("{.spec.versionPriority}").equals("100"));
    assertThat(field("{.spec.service.port}")).isEqualTo("443");

    plane.kubectl().output("delete", "apiservice", "v1.db.example.org");
    SOON.isTrue("the return", () -> ours().contains("v1.db.example.org"));
  }

  @Test
  void rollsOutAnotherCaBundle() {
    registrar.want(wanted("CA", DATABASES, BUCKETS));
    awaitRegistered(DATABASES, BUCKETS);
    registrar.want(wanted("CA and CA2", DATABASES, BUCKETS));
    SOON.isTrue("the new bundle", () -> report.get().publishedCaBundle().equals("CA and CA2"));
    assertThat(field("{.spec.caBundle}")).isEqualTo("Q0EgYW5kIENBMg==");
  }

  @Test
  void announcesNewDiscovery() {
    registrar.want(wanted("CA", DATABASES));
    awaitRegistered(DATABASES);
    registrar.want(wanted("CA", new ServedApi("db.example.org", "v1", "h2")));
    SOON.isTrue(
        "the new hash",
        () -> field("{.metadata.annotations.connect\\.jetway\\.dev/discovery-hash}").equals("h2"));
  }

  @Test
  void leavesALocalCrdWorkingAndTakesItsPlaceWhenItGoes() {
    plane.apply(CRD);
    plane.kubectl().output("wait", "crd/databases.db.example.org", "--for=condition=Established");
    registrar.want(wanted("CA", DATABASES, BUCKETS));
    awaitRegistered(BUCKETS);
    SOON.isTrue("the conflict", () -> reasons().equals(List.of(Conflict.Reason.LOCAL_CRD_EXISTS)));
    assertThat(plane.kubectl().run("get", "databases").exitCode()).isZero();
    assertThat(field("{.spec.service}")).isEmpty();

    plane.kubectl().output("delete", "crd", "databases.db.example.org");
    awaitRegistered(DATABASES, BUCKETS);
    assertThat(reasons()).isEmpty();
  }

  @Test
  void tellsOfACrdThatCameLater() {
    registrar.want(wanted("CA", DATABASES));
    awaitRegistered(DATABASES);
    plane.apply(CRD);
    SOON.isTrue(
        "the conflict", () -> reasons().equals(List.of(Conflict.Reason.LOCAL_CRD_SHADOWED)));
    assertThat(field("{.spec.service.name}")).isEqualTo("jetway-connector");
  }

  @Test
  void leavesAnothersApiServiceAlone() {
    plane.apply(
        """
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata:
          name: v1.db.example.org
        spec:
          group: db.example.org
          version: v1
          groupPriorityMinimum: 10
          versionPriority: 10
          insecureSkipTLSVerify: true
          service: {namespace: default, name: other}
        """);
    registrar.want(wanted("CA", DATABASES));
    SOON.isTrue(
        "the conflict", () -> reasons().equals(List.of(Conflict.Reason.API_SERVICE_EXISTS)));
    assertThat(field("{.spec.service.name}")).isEqualTo("other");
    plane.kubectl().output("delete", "apiservice", "v1.db.example.org");
    awaitRegistered(DATABASES);
  }

  @Test
  void replicasDoNotFight() {
    AtomicReference<RegistrationReport> second = new AtomicReference<>(RegistrationReport.NONE);
    try (ApiServiceRegistrar other =
        ApiServiceRegistrar.open(client, "prod", second::set, Clock.systemUTC())) {
      registrar.want(wanted("CA", DATABASES));
      other.want(wanted("CA", DATABASES, BUCKETS));
      SOON.isTrue(
          "what one offers and the other has not heard of",
          () -> second.get().registered().equals(List.of(DATABASES, BUCKETS)));
      registrar.want(wanted("CA2", DATABASES, BUCKETS));
      other.want(wanted("CA2", DATABASES, BUCKETS));
      awaitRegistered(DATABASES, BUCKETS);
      SOON.isTrue("the second's view", () -> second.get().publishedCaBundle().equals("CA2"));
    }
  }

  private void awaitRegistered(ServedApi... apis) {
    SOON.isTrue(
        "the registration of " + List.of(apis),
        () -> report.get().registered().equals(List.of(apis)));
  }

  private List<Conflict.Reason> reasons() {
    return report.get().conflicts().stream().map(Conflict::reason).toList();
  }

  private String ours() {
    return plane
        .kubectl()
        .output("get", "apiservices", "-o", "name", "-l", "connect.jetway.dev/managed-by=prod");
  }

  private String field(String jsonPath) {
    return plane
        .kubectl("get", "apiservice", "v1.db.example.org", "-o", "jsonpath=" + jsonPath)
        .out();
  }

  private static Registrations wanted(String caBundle, ServedApi... apis) {
    return new Registrations("jetway-system", "jetway-connector", 443, caBundle, List.of(apis));
  }
}
