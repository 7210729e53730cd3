package dev.jetway.e2e.gateway;

import static dev.jetway.e2e.gateway.Requests.BUCKETS;
import static dev.jetway.e2e.gateway.Requests.bucket;
import static dev.jetway.e2e.gateway.Requests.buckets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.AuditEvent;
import dev.jetway.e2e.rig.ControlPlane;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.tunnel.TunnelHeaders;
import dev.jetway.tunnel.gateway.GatewayConfig;
import dev.jetway.tunnel.gateway.GatewayLimits;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connector that has been taken over can do: nothing outside its cluster's scope. */
@ExtendWith(ProviderPlane.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayBoundaryIT {
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(15));
  private static final String VICTIM = "victim";
  private static final String THIEF = "thief";

  private final ControlPlane plane;
  private final TestGateway gateway;
  private final String victimToken;
  private final String thiefToken;
  private final ApiClient client;

  GatewayBoundaryIT(ControlPlane plane) {
    this.plane = plane;
    this.gateway = TestGateway.start(plane, GatewayLimits.DEFAULT, Clock.systemUTC());
    this.victimToken = gateway.enrol(VICTIM);
    this.thiefToken = gateway.enrol(THIEF);
    this.client = gateway.client();
    try (ApiClient victim = gateway.client()) {
      HttpResponse<String> made =
          victim.send(
              TestGateway.as(victim.request(buckets(VICTIM, "team")), VICTIM, victimToken)
                  .header(TunnelHeaders.NAMESPACE, "team")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(bucket(VICTIM, "team", "jewels"))));
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    }
  }

  @AfterAll
  void stop() {
    client.close();
    gateway.close();
  }

  @Test
  void anotherClustersNamespaceCannotBeUsed() {
    for (String method : List.of("GET", "DELETE", "PUT")) {
      String jewels = buckets(VICTIM, "team") + "/jewels";
      assertRefused(thief(method, jewels, "team", ""), 403, "is not the one of");
      assertRefused(thief(method, jewels, "", ""), 403, "is not one of the consumer cluster");
    }
    assertRefused(
        thief("POST", buckets(VICTIM, "team"), "team", bucket(THIEF, "team", "x")), 403, "not");
    assertRefused(thief("GET", "/api/v1/namespaces/victim-team", "", ""), 404, "not found");
    assertRefused(thief("DELETE", "/api/v1/namespaces/victim-team", "", ""), 404, "not found");
    assertRefused(thief("DELETE", "/api/v1/namespaces/kube-system", "", ""), 404, "not found");
  }

  @Test
  void readingAllNamespacesShowsOnlyOnesOwn() {
    assertThat(thief("GET", BUCKETS + "/buckets", "", "").body()).doesNotContain("jewels");
    assertThat(
            thief(
                    "GET",
                    BUCKETS + "/buckets?labelSelector=connect.jetway.dev/cluster%3D" + VICTIM,
                    "",
                    "")
                .body())
        .doesNotContain("jewels");
    assertThat(thief("GET", "/api/v1/namespaces", "", "").body()).doesNotContain("victim-team");
  }

  @Test
  void aNameThatAnotherHasIsLeftAlone() {
    plane.kubectl().output("create", "namespace", THIEF + "-taken");

    assertRefused(
        thief("POST", buckets(THIEF, "taken"), "taken", bucket(THIEF, "taken", "x")),
        409,
        "does not belong to the consumer cluster");
    assertThat(thief("GET", buckets(THIEF, "taken"), "taken", "").body()).contains("\"items\":[]");
  }

  /** It would be held in memory for as long as a watch goes on. */
  @Test
  void aBodyOfAGetIsRefused() {
    assertRefused(
        thief("GET", BUCKETS + "/namespaces/thief-team/buckets?watch=true", "team", "{}"),
        400,
        "the body of a GET must be empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/namespaces/thief-team/buckets/../../victim-team/buckets/jewels",
        "/namespaces/thief-team/./buckets",
        "/namespaces/thief-team//buckets",
        "/namespaces/thief-team%2f..%2fvictim-team/buckets",
        "/namespaces/thief-team/buckets/%2e%2e",
        "/namespaces/thief-team/buckets;a=b"
      })
  void unplainPathsAreBadAndNothingLeaves(String path) {
    long began = plane.auditLog().position();

    assertRefused(thief("GET", BUCKETS + path, "team", ""), 400, "only plain path segments");

    assertThat(plane.auditLog().since(began, GatewayBoundaryIT::isOfThief)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/secrets",
        "/api/v1/namespaces/thief-team/secrets",
        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        "/apis/authentication.k8s.io/v1/tokenreviews",
        "/version",
        "/metrics",
        "/apis",
        "/openapi/v3"
      })
  void nothingElseOfTheControlPlaneIsThere(String path) {
    assertThat(thief("GET", path, "", "").statusCode()).isIn(403, 404);
  }

  @Test
  void forgedIdentitiesAreNotPassedOn() {
    long began = plane.auditLog().position();
    HttpRequest.Builder request =
        TestGateway.as(client.request(BUCKETS + "/buckets"), THIEF, thiefToken);
    for (String name : List.of("Impersonate-User", "Impersonate-Group", "X-Remote-User")) {
      request.header(name, "system:masters");
    }

    assertThat(client.send(request.GET()).statusCode()).isEqualTo(200);

    SOON.passes(() ->
        assertThat(plane.auditLog().since(began, GatewayBoundaryIT::isOfThief))
            .isNotEmpty()
            .allSatisfy(event -> {
              assertThat(event.impersonatedUser()).contains("jetway:thief:jane");
              assertThat(event.impersonatedGroups()).doesNotContain("system:masters");
            }));
  }

  @Test
  void rightsAreReviewedOfOnesOwnUserAndOnOfferedResourcesOnly() {
    String reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    String asked =
        "{\"spec\":{\"resourceAttributes\":{\"group\":\"storage.example.org\",\"resource\":\"buckets\","
            + "\"verb\":\"%s\",\"namespace\":\"%s\"}}}";
    HttpResponse<String> list = thief("POST", reviews, "", asked.formatted("list", ""));
    assertThat(list.statusCode()).as(list.body()).isEqualTo(201);
    assertThat(list.body()).contains("\"allowed\":true");
    HttpResponse<String> theirs =
        thief("POST", reviews, "", asked.formatted("delete", "victim-team"));
    assertThat(theirs.body()).contains("\"allowed\":false");
    assertRefused(
        thief(
            "POST",
            reviews,
            "",
            "{\"spec\":{\"resourceAttributes\":{\"resource\":\"secrets\",\"verb\":\"list\"}}}"),
        403,
        "only on resources that are offered");
    assertRefused(
        thief(
            "POST",
            reviews,
            "",
            "{\"spec\":{\"nonResourceAttributes\":{\"path\":\"/metrics\",\"verb\":\"get\"}}}"),
        403,
        "only on resources that are offered");
    String others = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    assertThat(thief("POST", others, "", asked.formatted("list", "")).statusCode()).isEqualTo(404);
    assertThat(thief("GET", reviews, "", "").statusCode()).isEqualTo(405);
  }

  @Test
  void objectsCannotBePlacedInAnotherClustersLists() {
    assertRefused(
        thief("POST", buckets(THIEF, "team"), "team", bucket(VICTIM, "team", "trojan")),
        403,
        "the labels connect.jetway.dev/managed, /cluster and /namespace");
    assertThat(
            thief("POST", buckets(THIEF, "team"), "team", bucket(THIEF, "team", "own"))
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void onlyEnrolledCallersComeIn() {
    plane.kubectl().output("create", "serviceaccount", "stranger", "-n", TestGateway.NAMESPACE);
    String audience = GatewayConfig.DEFAULT_AUDIENCE;

    assertRefused(session("x", "junk", "1"), 401, "not one that the control plane accepts");
    assertRefused(session(THIEF, gateway.token(THIEF, "other.audience"), "1"), 401, "not one that");
    assertRefused(
        session("stranger", gateway.token("stranger", audience), "1"),
        403,
        "stands for no consumer cluster");
    assertRefused(session("impostor", thiefToken, "1"), 409, "in use by a cluster");
    assertRefused(session("", thiefToken, "1"), 409, "in use by a cluster");
    assertRefused(session(THIEF, thiefToken, "2"), 426, "version 1 of the tunnel protocol");
    HttpResponse<String> welcome = session(THIEF, thiefToken, "1");
    assertThat(welcome.statusCode()).isEqualTo(200);
    assertThat(welcome.body()).contains("\"cluster\":\"thief\"", plane.clusterUid());
  }

  @Test
  void aConnectionIsOneClusters() {
    try (ApiClient shared = gateway.client()) {
      assertThat(
              shared
                  .send(TestGateway.as(shared.request(BUCKETS), THIEF, thiefToken).GET())
                  .statusCode())
          .isEqualTo(200);
      assertRefused(
          shared.send(TestGateway.as(shared.request(BUCKETS), VICTIM, victimToken).GET()),
          403,
          "belongs to another cluster");
    }
  }

  private HttpResponse<String> thief(String method, String path, String namespace, String body) {
    HttpRequest.Builder request =
        TestGateway.as(client.request(path), THIEF, thiefToken)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (!namespace.isEmpty()) {
      request.header(TunnelHeaders.NAMESPACE, namespace);
    }
    return client.send(request);
  }

  private HttpResponse<String> session(String cluster, String token, String protocol) {
    try (ApiClient fresh = gateway.client()) {
      return fresh.send(
          fresh
              .request("/jetway/v1/session")
              .header("Authorization", "Bearer " + token)
              .header(TunnelHeaders.CLUSTER_ID, "id-of-" + cluster)
              .header(TunnelHeaders.PROTOCOL, protocol)
              .GET());
    }
  }

  private static boolean isOfThief(AuditEvent event) {
    return event.impersonatedUser().filter(user -> user.startsWith("jetway:thief")).isPresent();
  }

  private static void assertRefused(HttpResponse<String> answer, int code, String why) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code);
    assertThat(answer.body()).contains("\"kind\":\"Status\"").contains(why);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
  }
}
