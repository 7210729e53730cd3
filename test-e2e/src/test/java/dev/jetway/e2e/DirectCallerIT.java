package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.KeyMaterial;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Kubectl;
import dev.jetway.e2e.rig.Samples;
import dev.jetway.e2e.rig.SharedRig;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Who calls the connector without kube-apiserver, or sends it nonsense, gets a clear Status, and
 * nothing leaves for the provider.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class DirectCallerIT {
  private static final String CLAIMS =
      "/apis/platform.example.org/v1/namespaces/default/postgresinstances";

  private final Installation jetway;

  DirectCallerIT(Installation jetway) {
    this.jetway = jetway;
  }

  @Test
  void withoutProofAForgedUserIsNobody() {
    try (ApiClient anonymous = jetway.connector().callerWithoutCertificate()) {
      assertStatus(anonymous.get(CLAIMS), 401);
      assertStatus(
          anonymous.send(
              anonymous
                  .request(CLAIMS)
                  .GET()
                  .header("X-Remote-User", "admin")
                  .header("X-Remote-Group", "system:masters")),
          401);
      assertThat(anonymous.get("/livez").statusCode()).isEqualTo(200);
      assertThat(anonymous.get("/readyz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void certificatesOfOthersAreRefusedWhateverTheHeadersSay() {
    CertificateAuthority stranger = CertificateAuthority.create("stranger", Clock.systemUTC());
    CertificateAuthority frontProxy = jetway.consumer().access().frontProxyAuthority();
    for (KeyMaterial identity :
        List.of(
            stranger.issueClient("front-proxy-client", List.of(), java.time.Duration.ofHours(1)),
            frontProxy.issueClient(
                "not-an-allowed-name", List.of(), java.time.Duration.ofHours(1)))) {
      try (ApiClient caller = jetway.connector().caller(identity)) {
        assertStatus(
            caller.send(
                caller
                    .request(CLAIMS)
                    .GET()
                    .header("X-Remote-User", "admin")
                    .header("X-Remote-Group", "system:masters")),
            401);
      }
    }
  }

  @Test
  void theFrontProxyMustNameAUserAndTheUserMustBeAllowed() {
    try (ApiClient proxy =
        jetway.connector().caller(jetway.consumer().access().frontProxyIdentity())) {
      assertStatus(proxy.get(CLAIMS), 401);
      HttpResponse<String> nobody =
          proxy.send(proxy.request(CLAIMS).GET().header("X-Remote-User", "nobody"));
      assertStatus(nobody, 403);
      assertThat(nobody.body())
          .contains(
              "User \\\"nobody\\\" cannot list resource \\\"postgresinstances\\\" in API group \\\"platform.example.org\\\"");
      assertThat(
              proxy
                  .send(
                      proxy
                          .request(CLAIMS)
                          .GET()
                          .header("X-Remote-User", "root")
                          .header("X-Remote-Group", "system:masters"))
                  .statusCode())
          .isEqualTo(200);
      assertThat(
              proxy
                  .send(
                      proxy
                          .request("/openapi/v2")
                          .GET()
                          .header("X-Remote-User", "system:aggregator"))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aServiceAccountsTokenOpensTheConnectorAsFarAsItsRoleGoes() {
    Kubectl kubectl = jetway.consumer().kubectl();
    kubectl.output("create", "serviceaccount", "direct", "-n", "default");
    kubectl.output(
        "create",
        "role",
        "reads-claims",
        "-n",
        "default",
        "--verb=get,list",
        "--resource=postgresinstances.platform.example.org");
    kubectl.output(
        "create",
        "rolebinding",
        "reads-claims",
        "-n",
        "default",
        "--role=reads-claims",
        "--serviceaccount=default:direct");
    String token = kubectl.output("create", "token", "direct", "-n", "default").strip();
    try (ApiClient caller = jetway.connector().callerWithoutCertificate()) {
      assertThat(
              caller
                  .send(caller.request(CLAIMS).GET().header("Authorization", "Bearer " + token))
                  .statusCode())
          .isEqualTo(200);
      assertStatus(
          caller.send(caller.request(CLAIMS).DELETE().header("Authorization", "Bearer " + token)),
          403);
      assertStatus(
          caller.send(caller.request(CLAIMS).GET().header("Authorization", "Bearer nonsense")),
          401);
    }
  }

  @Test
  void pathsThatAreNoPlainTokensAreRefusedAndGoNowhere() {
    long before = jetway.provider().auditLog().position();
    try (ApiClient root =
        jetway.connector().caller(jetway.consumer().access().frontProxyIdentity())) {
      for (String path :
          List.of(
              CLAIMS + "/../../../kube-system/postgresinstances/x-marks",
              CLAIMS + "/%2e%2e/x-marks",
              CLAIMS + "/x-marks%2fy",
              CLAIMS + "//x-marks",
              CLAIMS + "/./x-marks",
              CLAIMS + "/x-marks;a=b",
              CLAIMS + "/x-marks%00")) {
        HttpResponse<String> answer =
            root.send(
                root.request(path)
                    .GET()
                    .header("X-Remote-User", "root")
                    .header("X-Remote-Group", "system:masters"));
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(answer.body()).as(path).contains("\"kind\":\"Status\"");
      }
    }
    assertThat(
            jetway
                .provider()
                .auditLog()
                .since(before, event -> event.requestUri().contains("x-marks")))
        .isEmpty();
  }

  @Test
  void badRequestsThroughKubeApiserverGetTheStatusThatAProviderWouldGive() {
    try (ApiClient admin = jetway.consumer().api();
        ApiClient provider = jetway.provider().api()) {
      String there = CLAIMS.replace("default", "c1-default");
      assertStatus(admin.get("/apis/platform.example.org/v1/namespaces/default/nothings"), 404);
      assertStatus(
          admin.get("/apis/platform.example.org/v1/namespaces/default/postgresinstances/x/nothing"),
          404);
      for (String[] bad :
          List.of(
              new String[] {"POST", "application/json", "{\"kind\":"},
              new String[] {"POST", "text/plain", "hello"},
              new String[] {"POST", "application/json", "[]"},
              new String[] {
                "POST",
                "application/json",
                "{\"apiVersion\":\"platform.example.org/v1\",\"kind\":\"Wrong\",\"metadata\":{\"name\":\"x\"}}"
              })) {
        HttpResponse<String> here = admin.send(bad[0], CLAIMS, bad[1], bad[2]);
        int expected = provider.send(bad[0], there, bad[1], bad[2]).statusCode();
        assertStatus(here, expected);
      }
      assertStatus(
          admin.send("PATCH", CLAIMS + "/x", "application/strategic-merge-patch+json", "{}"), 415);
      String large = Samples.POSTGRES.yaml() + "# " + "x".repeat(3 * 1024 * 1024) + "\n";
      assertStatus(admin.send("POST", CLAIMS, "application/yaml", large), 413);
      assertRefusedInProtobuf(admin, CLAIMS);
      assertRefusedInProtobuf(provider, there);
      assertStatus(
          admin.send(
              admin
                  .request(CLAIMS)
                  .method("POST", BodyPublishers.noBody())
                  .header("Content-Type", "application/json")),
          400);
    }
  }

  /** Custom resources are not given in protobuf, but the Status that says so is. */
  private static void assertRefusedInProtobuf(ApiClient client, String path) {
    String protobuf = "application/vnd.kubernetes.protobuf";
    HttpResponse<String> answer =
        client.send(client.request(path).header("Accept", protobuf).GET());
    assertThat(answer.statusCode()).isEqualTo(406);
    assertThat(answer.headers().firstValue("Content-Type")).contains(protobuf);
    assertThat(answer.body()).startsWith("k8s").contains("NotAcceptable");
  }

  private static void assertStatus(HttpResponse<String> answer, int code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertThat(answer.body()).contains("\"kind\":\"Status\"", "\"code\":" + code);
  }
}
