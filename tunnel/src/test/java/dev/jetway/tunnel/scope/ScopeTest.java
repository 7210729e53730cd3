package dev.jetway.tunnel.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.QueryString;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.UserInfo;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.offer.GroupVersion;
import dev.jetway.tunnel.offer.OfferSnapshot;
import dev.jetway.tunnel.offer.Offered;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {
  private static final Tenant PER_NAMESPACE = new Tenant("c", new NamespaceMode.PerNamespace());
  private static final OfferSnapshot OFFERED = Offered.snapshot("example.org", "v1", "things");
  private static final String NAMESPACED = "/apis/example.org/v1/namespaces/c-team/things";
  private static final Requester USER = new Requester.User(UserInfo.of("jane", List.of()));
  private static final String ALL = "/apis/example.org/v1/things";

  @ParameterizedTest
  @CsvSource({
    "GET, /x, GET",
    "GET, '', LIST",
    "POST, '', CREATE",
    "PUT, /x, UPDATE",
    "PATCH, /x, PATCH",
    "DELETE, /x, DELETE",
    "DELETE, '', DELETE_COLLECTION",
    "GET, /x/status, GET",
    "PUT, /x/scale, UPDATE"
  })
  void offeredResourcesMayBeUsedInEveryWay(String method, String rest, Verb verb) {
    ScopeDecision decision = user(method, NAMESPACED + rest, "");

    assertThat(decision).isInstanceOf(ScopeDecision.InNamespace.class);
    RequestInfo info = ((ScopeDecision.InNamespace) decision).info();
    assertThat(info.verb()).isEqualTo(verb);
    assertThat(info.path().toPath()).isEqualTo(NAMESPACED + rest);
  }

  @Test
  void readingAllNamespacesAlwaysHasTheClustersLabelInFront() {
    assertThat(across("GET", "")).isEqualTo("connect.jetway.dev/cluster=c");
    assertThat(across("GET", "labelSelector=a%3Db")).isEqualTo("connect.jetway.dev/cluster=c,a=b");
    assertThat(across("GET", "labelSelector=a%3Db&labelSelector=x"))
        .isEqualTo("connect.jetway.dev/cluster=c,a=b");
    assertThat(across("GET", "labelSelector=connect.jetway.dev%2Fcluster%3Dother"))
        .isEqualTo("connect.jetway.dev/cluster=c,connect.jetway.dev/cluster=other");
  }

  @Test
  void usersSeeInOneNamespaceWhatTheySeeInAll() {
    for (String query : List.of("", "watch=true")) {
      RequestInfo info = ((ScopeDecision.InNamespace) user("GET", NAMESPACED, query)).info();
      assertThat(info.query().first("labelSelector")).contains("connect.jetway.dev/cluster=c");
    }
    RequestInfo selected =
        ((ScopeDecision.InNamespace) user("GET", NAMESPACED, "labelSelector=a%3Db")).info();
    assertThat(selected.query().first("labelSelector"))
        .contains("connect.jetway.dev/cluster=c,a=b");
    RequestInfo one = ((ScopeDecision.InNamespace) user("GET", NAMESPACED + "/x", "")).info();
    assertThat(one.query()).isEqualTo(QueryString.EMPTY);
    RequestInfo cleared = ((ScopeDecision.InNamespace) user("DELETE", NAMESPACED, "")).info();
    assertThat(cleared.query()).isEqualTo(QueryString.EMPTY);
  }

  @Test
  void theConnectorSeesWhetherANamespaceIsEmpty() {
    RequestInfo info = ((ScopeDecision.InNamespace) connector("GET", NAMESPACED)).info();
    assertThat(info.query()).isEqualTo(QueryString.EMPTY);
  }

  @Test
  void rightsMayBeReviewedByCreatingAReviewOnly() {
    String path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    assertThat(user("POST", path, "")).isEqualTo(new ScopeDecision.ReviewAccess());
    assertThat(connector("POST", path)).isEqualTo(new ScopeDecision.ReviewAccess());
    assertRefused(user("GET", path, ""), 405);
    assertRefused(user("DELETE", path, ""), 405);
    assertRefused(user("POST", path, "dryRun=All"), 405);
    assertRefused(user("POST", path + "/x", ""), 404);
    assertRefused(user("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", ""), 404);
    assertRefused(user("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", ""), 404);
  }

  @Test
  void otherParametersOfAReadPass() {
    String query = "fieldSelector=metadata.name%3Dx&limit=5&shardSelector=s&watch=1";
    ScopeDecision decision = user("GET", ALL, query);

    RequestInfo info = ((ScopeDecision.AcrossNamespaces) decision).info();
    assertThat(info.verb()).isEqualTo(Verb.WATCH);
    assertThat(info.query().first("fieldSelector")).contains("metadata.name=x");
    assertThat(info.query().first("shardSelector")).contains("s");
  }

  @Test
  void theLegacyWatchPrefixBecomesAParameter() {
    ScopeDecision decision = user("GET", "/apis/example.org/v1/watch/things", "");

    RequestInfo info = ((ScopeDecision.AcrossNamespaces) decision).info();
    assertThat(info.path().toPath()).isEqualTo(ALL);
    assertThat(info.query().isTrue("watch")).isTrue();
    RequestInfo one =
        ((ScopeDecision.InNamespace)
                user("GET", "/apis/example.org/v1/watch/namespaces/c-team/things/x", ""))
            .info();
    assertThat(one.path().toPath()).isEqualTo(NAMESPACED);
    assertThat(one.query().first("fieldSelector")).contains("metadata.name=x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE"})
  void allNamespacesCannotBeWritten(String method) {
    assertRefused(user(method, ALL, ""), 403);
  }

  @Test
  void anObjectNeedsItsNamespace() {
    assertRefused(user("GET", ALL + "/x", ""), 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/apis/example.org/v1/namespaces/c-team/others",
        "/apis/example.org/v1/namespaces/c-team/things/x/exec",
        "/apis/example.org/v2/namespaces/c-team/things",
        "/apis/apps/v1/namespaces/c-team/deployments",
        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        "/apis/apps/v1",
        "/openapi/v3/apis/apps/v1"
      })
  void whatIsNotOfferedIsNotFound(String path) {
    assertRefused(user("GET", path, ""), 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/secrets",
        "/api/v1/namespaces/c-team/secrets",
        "/api/v1/namespaces/c-team/status",
        "/api/v1/pods",
        "/api",
        "/api/v1",
        "/apis",
        "/apis/example.org",
        "/version",
        "/metrics",
        "/openapi/v3",
        "/openapi/v3/api/v1",
        "/logs",
        "/jetway/v1/other"
      })
  void nothingElseOfTheControlPlaneCanBeReached(String path) {
    assertThat(user("GET", path, "")).isInstanceOf(ScopeDecision.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/apis/example.org/v1/namespaces/c-team/things/../../d-team/things/x",
        "/apis/example.org/v1/namespaces/c-team/./things",
        "/apis/example.org/v1/namespaces//things",
        "/apis/example.org/v1/namespaces/c-team%2f..%2fd-team/things",
        "/apis/example.org/v1/namespaces/c-team/things/%2e%2e",
        "/apis/example.org/v1/namespaces/c-team/things;a=b",
        "/apis/example.org/v1/namespaces/c-team\\things",
        "/openapi/v2/",
        "//openapi/v2"
      })
  void unplainPathsAreBad(String path) {
    assertRefused(user("GET", path, ""), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS", "CONNECT", "TRACE", "get", "PROPFIND"})
  void otherMethodsAreRefused(String method) {
    assertRefused(user(method, NAMESPACED, ""), 405);
  }

  @ParameterizedTest
  @CsvSource({"POST,/x", "PUT,''", "PATCH,''", "POST,/x/status", "DELETE,/x/exec"})
  void methodsMustFitThePath(String method, String rest) {
    assertThat(user(method, NAMESPACED + rest, "")).isInstanceOf(ScopeDecision.Refused.class);
  }

  @Test
  void theConnectorReadsButDoesNotWriteOnItsOwnBehalf() {
    assertThat(connector("GET", NAMESPACED)).isInstanceOf(ScopeDecision.InNamespace.class);
    assertThat(connector("GET", ALL)).isInstanceOf(ScopeDecision.AcrossNamespaces.class);
    assertRefused(connector("POST", NAMESPACED), 403);
    assertRefused(connector("DELETE", NAMESPACED + "/x"), 403);
  }

  @Test
  void ofNamespacesOnlyTheClustersOwnCanBeListedReadAndDeleted() {
    ScopeDecision list = connector("GET", "/api/v1/namespaces");

    assertThat(((ScopeDecision.Namespaces) list).info().query().first("labelSelector"))
        .contains("connect.jetway.dev/managed=true,connect.jetway.dev/cluster=c");
    assertThat(connector("GET", "/api/v1/namespaces/c-team"))
        .isEqualTo(new ScopeDecision.ReadNamespace("c-team"));
    assertThat(connector("DELETE", "/api/v1/namespaces/c-team"))
        .isEqualTo(new ScopeDecision.DeleteNamespace("c-team"));
    assertRefused(connector("POST", "/api/v1/namespaces"), 403);
    assertRefused(connector("DELETE", "/api/v1/namespaces"), 403);
    assertRefused(connector("PATCH", "/api/v1/namespaces/c-team"), 403);
    assertRefused(connector("PUT", "/api/v1/namespaces/c-team/finalize"), 403);
  }

  @Test
  void schemasAndOffersAreAnsweredHere() {
    GroupVersion version = new GroupVersion("example.org", "v1");
    assertThat(connector("GET", "/apis/example.org/v1"))
        .isEqualTo(new ScopeDecision.Discovery(version));
    assertThat(connector("GET", "/openapi/v3/apis/example.org/v1"))
        .isEqualTo(new ScopeDecision.OpenApiV3(version));
    assertThat(connector("GET", "/openapi/v2")).isEqualTo(new ScopeDecision.OpenApiV2());
    assertThat(connector("GET", "/jetway/v1/offers")).isEqualTo(new ScopeDecision.OffersStream());
    assertRefused(connector("POST", "/openapi/v2"), 405);
  }

  private static String across(String method, String query) {
    ScopeDecision decision = user(method, ALL, query);
    QueryString sent = ((ScopeDecision.AcrossNamespaces) decision).info().query();
    assertThat(sent.parameters().stream().filter(p -> p.key().equals("labelSelector"))).hasSize(1);
    return sent.first("labelSelector").orElseThrow();
  }

  private static ScopeDecision user(String method, String path, String query) {
    return Scope.decide(PER_NAMESPACE, method, path, query, ConsumerObject.UNSAID, USER, OFFERED);
  }

  private static ScopeDecision connector(String method, String path) {
    return Scope.decide(
        PER_NAMESPACE, method, path, "", ConsumerObject.UNSAID, new Requester.Connector(), OFFERED);
  }

  private static void assertRefused(ScopeDecision decision, int code) {
    assertThat(decision).isInstanceOf(ScopeDecision.Refused.class);
    assertThat(((ScopeDecision.Refused) decision).status().code()).isEqualTo(code);
    assertThat(((ScopeDecision.Refused) decision).status().message()).isNotEmpty();
  }
}
