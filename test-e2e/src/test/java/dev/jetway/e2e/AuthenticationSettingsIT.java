package dev.jetway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.KeyMaterial;
import dev.jetway.e2e.install.Installation;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.e2e.rig.SharedRig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The connector follows the ConfigMap with which kube-apiserver says who its front proxy is, and
 * which kube-apiserver itself merges with its own settings whenever it changes.
 */
@ExtendWith({SharedRig.class, SharedInstallation.class})
class AuthenticationSettingsIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(60));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SETTINGS =
      "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";
  private static final String PROXY_CA = "requestheader-client-ca-file";
  private static final String PROXY_NAMES = "requestheader-allowed-names";
  private static final String CLIENT_CA = "client-ca-file";
  private static final List<String> APIS =
      List.of("platform.example.org/v1", "platform.example.org/v1alpha1", "storage.example.org/v1");
  private static final String CLAIMS =
      "/apis/platform.example.org/v1/namespaces/default/postgresinstances";

  private final Installation jetway;
  private final CertificateAuthority other =
      CertificateAuthority.create("second-front-proxy", Clock.systemUTC());
  private ObjectNode before = JSON.createObjectNode();

  AuthenticationSettingsIT(Installation jetway) {
    this.jetway = jetway;
  }

  @BeforeEach
  void remember() {
    before = settings();
  }

  @AfterEach
  void restore() {
    change(before);
    KeyMaterial second = client("second-proxy");
    SOON.isTrue("the second front proxy to be nobody again", () -> asProxy(second) == 401);
    SOON.isTrue("kube-apiserver to be believed", this::kubeApiServerIsBelieved);
    // Its probes were refused meanwhile; the tests that follow need what it made of that undone.
    APIS.forEach(
        api -> SOON.isTrue("the schemas of " + api, () -> isServed("/openapi/v3/apis/" + api)));
  }

  @Test
  void aSecondFrontProxyIsBelievedWithoutARestart() {
    KeyMaterial second = client("second-proxy");
    assertThat(asProxy(second)).isEqualTo(401);

    change(
        JSON.createObjectNode()
            .put(PROXY_CA, other.material().certificatePem())
            .put(PROXY_NAMES, "[\"second-proxy\"]"));

    SOON.isTrue("the second front proxy to be believed", () -> asProxy(second) == 200);
    assertThat(asProxy(client("third-proxy"))).as("a name that is not allowed").isEqualTo(401);
    // kube-apiserver puts its own back beside it.
    SOON.passes(() ->
        assertThat(settings().path(PROXY_NAMES).asText())
            .contains("second-proxy", "front-proxy-client"));
    SOON.isTrue("kube-apiserver to be believed", this::kubeApiServerIsBelieved);
    assertThat(asProxy(jetway.consumer().access().frontProxyIdentity())).isEqualTo(200);
    assertThat(asProxy(second)).isEqualTo(200);
  }

  @Test
  void settingsThatCannotBeReadLeaveTheLastGoodOnesOfThatPart() {
    KeyMaterial proxy = jetway.consumer().access().frontProxyIdentity();
    KeyMaterial second = client("second-proxy");
    KeyMaterial user = other.issueClient("jane", List.of("system:masters"), Duration.ofHours(1));
    change(
        JSON.createObjectNode()
            .put(PROXY_CA, before.path(PROXY_CA).asText() + other.material().certificatePem())
            .put(PROXY_NAMES, "[\"front-proxy-client\",\"second-proxy\"]"));
    SOON.isTrue("the second front proxy to be believed", () -> asProxy(second) == 200);
    assertThat(asUser(user)).isEqualTo(401);

    for (ObjectNode garbage :
        List.of(
            JSON.createObjectNode().put(PROXY_NAMES, "[\"second-proxy\""),
            JSON.createObjectNode().put(PROXY_CA, "-----BEGIN NONSENSE-----"))) {
      // With a good part beside it, which shows that the connector has read it.
      change(
          garbage.put(
              CLIENT_CA, before.path(CLIENT_CA).asText() + other.material().certificatePem()));
      SOON.isTrue("the good part to count", () -> asUser(user) == 200);
      assertThat(asProxy(second)).isEqualTo(200);
      assertThat(asProxy(proxy)).isEqualTo(200);
      assertThat(asProxy(client("third-proxy")))
          .as("a user by that name, and none that it names")
          .isEqualTo(403);
      assertThat(kubeApiServerIsBelieved()).isTrue();
      change(JSON.createObjectNode().put(CLIENT_CA, before.path(CLIENT_CA).asText()));
      SOON.isTrue("the user to be nobody again", () -> asUser(user) == 401);
    }
  }

  private KeyMaterial client(String name) {
    return other.issueClient(name, List.of(), Duration.ofHours(1));
  }

  /** A new connection each time: who calls is found out when it is made. */
  private int asProxy(KeyMaterial identity) {
    try (ApiClient caller = jetway.connector().caller(identity)) {
      return caller
          .send(
              caller
                  .request(CLAIMS)
                  .GET()
                  .header("X-Remote-User", "root")
                  .header("X-Remote-Group", "system:masters"))
          .statusCode();
    }
  }

  private int asUser(KeyMaterial identity) {
    try (ApiClient caller = jetway.connector().caller(identity)) {
      return caller.get(CLAIMS).statusCode();
    }
  }

  private boolean kubeApiServerIsBelieved() {
    return isServed(CLAIMS);
  }

  private boolean isServed(String path) {
    try (ApiClient admin = jetway.consumer().api()) {
      return admin.get(path).statusCode() == 200;
    }
  }

  private ObjectNode settings() {
    try (ApiClient admin = jetway.consumer().api()) {
      JsonNode configMap = JSON.readTree(admin.get(SETTINGS).body());
      return (ObjectNode) configMap.path("data");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void change(ObjectNode data) {
    ObjectNode patch = JSON.createObjectNode();
    patch.set("data", data);
    try (ApiClient admin = jetway.consumer().api()) {
      HttpResponse<String> changed =
          admin.send("PATCH", SETTINGS, "application/merge-patch+json", patch.toString());
      assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    }
  }
}
