package dev.jetway.e2e.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.certs.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedRig.class)
class ControlPlaneIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));

  private final ControlPlane plane;
  private final ControlPlane other;

  ControlPlaneIT(Rig rig) {
    this.plane = rig.provider();
    this.other = rig.consumer();
  }

  @Test
  void bothControlPlanesServeTheSameVersionAndAreTwo() {
    String server = plane.kubectl().output("version", "-o", "json");
    assertThat(server).contains("\"gitVersion\": \"v1.36.3\"");
    assertThat(other.kubectl().output("version", "-o", "json")).isEqualTo(server);
    assertThat(plane.clusterUid()).hasSize(36).isNotEqualTo(other.clusterUid());
  }

  @Test
  void aNamespaceWithObjectsIsDeletedClean() {
    plane.kubectl().output("create", "namespace", "doomed");
    plane.kubectl().output("create", "configmap", "settings", "-n", "doomed");
    plane.kubectl().output("delete", "namespace", "doomed", "--timeout=30s");
    assertThat(plane.kubectl("get", "namespace", "doomed").err()).contains("NotFound");
  }

  @Test
  void theGarbageCollectorDeletesWhatAnOwnerLeavesBehind() {
    plane.kubectl().output("create", "configmap", "owner");
    String uid =
        plane.kubectl().output("get", "configmap", "owner", "-o", "jsonpath={.metadata.uid}");
    plane.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: owned
          ownerReferences:
          - {apiVersion: v1, kind: ConfigMap, name: owner, uid: %s}
        """
            .formatted(uid));
    plane.kubectl().output("delete", "configmap", "owner");
    SOON.isTrue(
        "the owned ConfigMap's end",
        () -> plane.kubectl("get", "configmap", "owned").err().contains("NotFound"));
  }

  @Test
  void quotasAreCountedAndRootCertificatesPublished() {
    plane.kubectl().output("create", "namespace", "counted");
    plane.kubectl().output("create", "quota", "q", "--hard=configmaps=5", "-n", "counted");
    SOON.isTrue(
        "the quota to count kube-root-ca.crt",
        () ->
            plane
                .kubectl("get", "quota", "q", "-n", "counted", "-o", "jsonpath={.status.used}")
                .out()
                .contains("\"configmaps\":\"1\""));
  }

  @Test
  void aServiceAccountsTokenIsWhoItSaysItIs() {
    plane.kubectl().output("create", "serviceaccount", "robot");
    Path kubeconfig = plane.serviceAccountKubeconfig("default", "robot", Duration.ofMinutes(10));
    Kubectl robot = plane.kubectl().as(kubeconfig);
    assertThat(robot.output("auth", "whoami")).contains("system:serviceaccount:default:robot");
    assertThat(robot.run("get", "secrets").err()).contains("Forbidden");
  }

  @Test
  void aTokenForAnotherAudienceDoesNotOpenTheApiServer() {
    plane.kubectl().output("create", "serviceaccount", "outsider");
    Path kubeconfig =
        plane.serviceAccountKubeconfig(
            "default", "outsider", Duration.ofMinutes(10), "jetway-gateway");
    assertThat(plane.kubectl().as(kubeconfig).run("auth", "whoami").err()).contains("Unauthorized");
  }

  @Test
  void aUsersCertificateCarriesNameAndGroups() {
    Kubectl alice = plane.kubectl().as(plane.userKubeconfig("alice", "shop", "admins"));
    assertThat(alice.output("auth", "whoami")).contains("alice", "[shop admins ");
  }

  @Test
  void theFrontProxyIsWhoeverItsHeadersSay() {
    String review =
        """
        {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}\
        """;
    try (ApiClient proxy = plane.apiAsFrontProxy()) {
      HttpResponse<String> answer =
          proxy.send(
              proxy
                  .request("/apis/authentication.k8s.io/v1/selfsubjectreviews")
                  .POST(BodyPublishers.ofString(review))
                  .header("Content-Type", "application/json")
                  .header("X-Remote-User", "bob")
                  .header("X-Remote-Uid", "4711")
                  .header("X-Remote-Group", "shop"));
      assertThat(answer.body()).contains("\"username\":\"bob\"", "\"uid\":\"4711\"", "\"shop\"");
    }
  }

  @Test
  void theAuditLogTellsWhoDidWhat() {
    long before = plane.auditLog().position();
    plane.kubectl("get", "configmaps", "--as=carol", "--as-group=shop");
    List<AuditEvent> events =
        plane.auditLog().since(before, event -> event.requestUri().contains("/configmaps"));
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().user()).isEqualTo("rig-admin");
    assertThat(events.getFirst().impersonatedUser()).contains("carol");
    assertThat(events.getFirst().impersonatedGroups()).contains("shop");
    assertThat(events.getFirst().verb()).isEqualTo("list");
    assertThat(events.getFirst().code()).isEqualTo(403);
  }

  @Test
  void theSamplesAreAccepted() {
    Samples.installCrds(plane);
    plane.apply(Samples.POSTGRES.yaml());
    plane.apply(Samples.BUCKET.yaml());
    plane.kubectl().output("scale", "pg/orders", "--replicas=3");
    assertThat(plane.kubectl().output("get", "pg", "--field-selector=spec.version=17"))
        .contains("VERSION", "STORAGE", "READY", "AGE", "orders");
    assertThat(plane.kubectl().output("get", "postgresinstances.v1alpha1.platform.example.org"))
        .contains("orders");
    assertThat(plane.kubectl().output("api-resources", "--categories=claim", "-o", "name"))
        .isEqualTo("postgresinstances.platform.example.org\n");
    assertThat(plane.kubectl().output("get", "bucket")).contains("eu-central");
    plane.kubectl().output("delete", "pg/orders", "bucket/invoices");
  }

  @Test
  void anApiServiceOnThisJvmsLoopbackIsDialled() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var authority = CertificateAuthority.create("aggregated", Clock.systemUTC());
      plane.exposeLocalPort("aggregated", "api", listener.getLocalPort());
      plane.registerApiService(
          "dialled.example.org", "v1", "aggregated", "api", listener.getLocalPort(), authority);
      listener.setSoTimeout(30_000);
      try (var connection = listener.accept()) {
        assertThat(connection.isConnected()).isTrue();
      } finally {
        plane.kubectl().output("delete", "apiservice", "v1.dialled.example.org");
      }
    }
  }

  @Test
  void aWatchGoesOnInTheBackground() {
    Path output = plane.workDirectory().resolve("watch.txt");
    try (ChildProcess watch = plane.kubectl().start(output, "get", "namespaces", "-w")) {
      SOON.passes(() -> assertThat(output).content().contains("kube-system"));
      plane.kubectl().output("create", "namespace", "watched");
      SOON.passes(() -> assertThat(output).content().contains("watched"));
      assertThat(watch.isAlive()).isTrue();
    }
  }

  @Test
  void logsAreInTheWorkDirectory() {
    assertThat(plane.workDirectory()).isDirectory();
    for (Component component : Component.values()) {
      assertThat(plane.workDirectory().resolve(component.program() + ".log"))
          .matches(Files::isReadable);
    }
  }
}
