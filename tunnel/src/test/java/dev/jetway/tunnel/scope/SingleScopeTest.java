package dev.jetway.tunnel.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.kube.QueryString;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.SingleObjectName;
import dev.jetway.tunnel.TunnelHeaders;
import dev.jetway.tunnel.offer.OfferSnapshot;
import dev.jetway.tunnel.offer.Offered;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SingleScopeTest {
  private static final OfferSnapshot OFFERED = Offered.snapshot("example.org", "v1", "things");
  private static final String ID = "1f8d1b0e-8d5c-4d0a-9f0b-2f8f8f1f7c11";
  private static final Tenant TENANT = new Tenant("c", new NamespaceMode.Single("apps", ID));
  private static final String THINGS = "/apis/example.org/v1/namespaces/apps/things";
  private static final Requester USER = new Requester.User(UserInfo.of("jane", List.of()));
  private static final Requester.Direct DIRECT = new Requester.Direct("argocd");
  private static final ConsumerObject ORDERS = new ConsumerObject("team", "orders");
  private static final String NAME = SingleObjectName.of("claim", "team", "orders", ID);

  @ParameterizedTest
  @CsvSource({"GET,''", "PUT,''", "PATCH,''", "DELETE,''", "GET,/scale", "PUT,/status"})
  void anObjectIsReachedByTheNameThatItsConsumerNameHas(String method, String subresource) {
    for (String prefix : new String[] {"claim", "nxr"}) {
      String name = SingleObjectName.of(prefix, "team", "orders", ID);
      RequestInfo info = allowed(method, THINGS + "/" + name + subresource, "", ORDERS);
      assertThat(info.path().toPath()).isEqualTo(THINGS + "/" + name + subresource);
      assertThat(info.query()).isEqualTo(QueryString.EMPTY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE"})
  void aNameOfNobodyKnownOrOfAnotherClusterIsRefused(String method) {
    String others = SingleObjectName.of("claim", "team", "orders", "another");
    refused(method, THINGS + "/" + others, "", ORDERS, 403);
    refused(method, THINGS + "/orders", "", ORDERS, 403);
    refused(method, THINGS + "/" + NAME, "", ConsumerObject.UNSAID, 403);
    refused(method, THINGS + "/" + NAME, "", new ConsumerObject("team", ""), 403);
    refused(method, THINGS + "/" + NAME, "", new ConsumerObject("", "orders"), 403);
    refused(method, THINGS + "/" + NAME, "", new ConsumerObject("other", "orders"), 403);
  }

  @Test
  void aNameThatNoObjectCanHaveIsTheProvidersToRefuse() {
    assertThat(allowed("GET", THINGS + "/Orders", "", ConsumerObject.UNSAID).path().name())
        .isEqualTo("Orders");
  }

  @ParameterizedTest
  @CsvSource({"GET,''", "GET,watch=true", "DELETE,''", "GET,labelSelector=a%3Db"})
  void manyObjectsAreThoseWithTheClustersLabel(String method, String query) {
    for (Requester requester : List.of(USER, new Requester.Connector(), DIRECT)) {
      if (requester instanceof Requester.Connector && method.equals("DELETE")) {
        continue;
      }
      ScopeDecision decision =
          Scope.decide(TENANT, method, THINGS, query, ConsumerObject.UNSAID, requester, OFFERED);
      RequestInfo info = ((ScopeDecision.InSingleNamespace) decision).info();
      assertThat(info.query().first("labelSelector").orElseThrow())
          .startsWith("connect.jetway.dev/cluster=c");
    }
    assertThat(
            allowed("GET", THINGS, "labelSelector=connect.jetway.dev%2Fcluster%3Dd", ORDERS)
                .query()
                .first("labelSelector"))
        .contains("connect.jetway.dev/cluster=c,connect.jetway.dev/cluster=d");
  }

  @Test
  void noOtherNamespaceAndNotAllOfThem() {
    refused("GET", "/apis/example.org/v1/things", "", ORDERS, 403);
    refused("GET", "/apis/example.org/v1/namespaces/c-team/things", "", ORDERS, 403);
    refused("POST", "/apis/example.org/v1/namespaces/other/things", "", ORDERS, 403);
    refused("GET", "/apis/example.org/v1/namespaces/apps/../x/things", "", ORDERS, 400);
    refused("GET", "/api/v1/namespaces/apps", "", ORDERS, 403);
    refused("DELETE", "/api/v1/namespaces/apps", "", ORDERS, 403);
    refused("DELETE", "/api/v1/namespaces/c-team", "", ORDERS, 403);
    assertThat(allowed("POST", THINGS, "", ORDERS).path().toPath()).isEqualTo(THINGS);
  }

  @Test
  void anIdentityThatMakesNamesAmbiguousIsNone() {
    // as identity "ns-x-V" name "a" in "n" would be name "a-x-n" in "ns" of the cluster "V"
    for (String id : new String[] {"ns-x-V", "x-V", ""}) {
      assertThat(NamespaceMode.Single.isUsable(id)).isFalse();
      assertThatThrownBy(() -> new NamespaceMode.Single("apps", id))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(NamespaceMode.Single.isUsable(ID)).isTrue();
  }

  @Test
  void headersSayOneNameEachOrNothing() {
    HttpFields.Mutable headers = HttpFields.build();
    assertThat(ConsumerObject.of(headers)).isEqualTo(ConsumerObject.UNSAID);
    headers.put(TunnelHeaders.NAMESPACE, "team").put(TunnelHeaders.NAME, "a.b");
    assertThat(ConsumerObject.of(headers)).isEqualTo(new ConsumerObject("team", "a.b"));
    for (String name : new String[] {"A", "a/b", "../a", "", "a".repeat(254), "-a", "a-x-"}) {
      assertThatThrownBy(() -> ConsumerObject.of(HttpFields.build().put(TunnelHeaders.NAME, name)))
          .as(name)
          .isInstanceOf(StatusException.class);
    }
    assertThatThrownBy(() -> ConsumerObject.of(headers.add(TunnelHeaders.NAME, "c")))
        .isInstanceOf(StatusException.class);
  }

  private static RequestInfo allowed(
      String method, String path, String query, ConsumerObject asked) {
    ScopeDecision decision = Scope.decide(TENANT, method, path, query, asked, USER, OFFERED);
    assertThat(decision).isInstanceOf(ScopeDecision.InSingleNamespace.class);
    return ((ScopeDecision.InSingleNamespace) decision).info();
  }

  private static void refused(
      String method, String path, String query, ConsumerObject asked, int code) {
    ScopeDecision decision = Scope.decide(TENANT, method, path, query, asked, USER, OFFERED);
    assertThat(decision).as(method + " " + path).isInstanceOf(ScopeDecision.Refused.class);
    assertThat(((ScopeDecision.Refused) decision).status().code()).isEqualTo(code);
  }
}
