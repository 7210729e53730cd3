package dev.jetway.tunnel.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.AggregatedDiscovery;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.SingleObjectName;
import dev.jetway.tunnel.offer.OfferSnapshot;
import dev.jetway.tunnel.offer.Offered;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectScopeTest {
  private static final Tenant PER_NAMESPACE = new Tenant("c", new NamespaceMode.PerNamespace());
  private static final String ID = "1f8d1b0e-8d5c-4d0a-9f0b-2f8f8f1f7c11";
  private static final Tenant SINGLE = new Tenant("c", new NamespaceMode.Single("apps", ID));
  private static final OfferSnapshot OFFERED = Offered.snapshot("example.org", "v1", "things");
  private static final String THINGS = "/apis/example.org/v1/namespaces/apps/things";

  @ParameterizedTest
  @ValueSource(strings = {"/api", "/apis", "/api/v1", "/apis/example.org", "/openapi/v3"})
  void aClientFindsWhatIsOffered(String path) {
    assertThat(decide(PER_NAMESPACE, "GET", path, HttpFields.EMPTY))
        .isInstanceOf(ScopeDecision.Published.class);
    refused(PER_NAMESPACE, "POST", path, 405);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;q=0.9 | true",
        "application/json;g=apidiscovery.k8s.io;v=v3;as=APIGroupDiscoveryList,application/json | false",
        "application/json | false",
        "*/* | false",
        "application/vnd.kubernetes.protobuf,application/json | false"
      })
  void discoveryIsAggregatedForWhoAsksForIt(String accept, boolean aggregated) {
    HttpFields headers = HttpFields.build().put("Accept", accept);
    ScopeDecision.Published answer =
        (ScopeDecision.Published) decide(PER_NAMESPACE, "GET", "/apis", headers);
    assertThat(answer.contentType().equals(AggregatedDiscovery.MEDIA_TYPE)).isEqualTo(aggregated);
    assertThat(StandardCharsets.UTF_8.decode(answer.document().json().duplicate()).toString())
        .contains(aggregated ? "APIGroupDiscoveryList" : "APIGroupList")
        .contains("\"example.org\"");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/jetway/v1/session,403",
    "GET,/jetway/v1/offers,403",
    "POST,/tunnel/token,403",
    "GET,/metrics,403",
    "GET,/apis/apps,404",
    "GET,/apis/apps/v1,404",
    "GET,/apis/apps/v1/deployments,404",
    "GET,/api/v1/secrets,403",
    "GET,/api/v1/nodes,403",
    "GET,/api/v1/namespaces/c-team/secrets/x,403",
    "DELETE,/api/v1/namespaces/c-team,403",
    "POST,/api/v1/namespaces,403",
    "DELETE,/apis/example.org/v1/things,403",
    "GET,/apis/example.org/v1/namespaces/c-team/things/../x,400",
    "GET,/apis/example.org/v1/namespaces/c-team%2fx/things,400",
    "GET,//apis,400"
  })
  void nothingElseIsThere(String method, String path, int code) {
    refused(PER_NAMESPACE, method, path, code);
  }

  @Test
  void nobodyActsAsSomebodyElse() {
    for (String name : new String[] {"Impersonate-User", "impersonate-extra-x"}) {
      ScopeDecision decision =
          decide(PER_NAMESPACE, "GET", "/apis", HttpFields.build().put(name, "jane"));
      assertThat(((ScopeDecision.Refused) decision).status().code()).isEqualTo(403);
    }
  }

  @Test
  void aNameInASharedNamespaceMustBeProven() {
    String own = SingleObjectName.of("claim", "team", "orders", ID);
    for (String name : new String[] {own, "orders"}) {
      for (String method : new String[] {"GET", "PUT", "PATCH", "DELETE"}) {
        for (String subresource : new String[] {"", "/status"}) {
          String path = THINGS + "/" + name + subresource;
          assertThat(decide(SINGLE, method, path, HttpFields.EMPTY))
              .isInstanceOf(ScopeDecision.UnprovenInSingleNamespace.class);
        }
      }
    }
    refused(SINGLE, "POST", THINGS, 403);
    refused(SINGLE, "GET", "/apis/example.org/v1/things", 403);
    assertThat(decide(SINGLE, "GET", THINGS, HttpFields.EMPTY))
        .isInstanceOf(ScopeDecision.InSingleNamespace.class);
  }

  @Test
  void schemasAreGivenAsJsonAlone() {
    HttpFields protobuf =
        HttpFields.build()
            .put("Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
    ScopeDecision decision = decide(PER_NAMESPACE, "GET", "/openapi/v2", protobuf);
    assertThat(((ScopeDecision.Refused) decision).status().code()).isEqualTo(406);
    assertThat(decide(PER_NAMESPACE, "GET", "/openapi/v2", HttpFields.EMPTY))
        .isEqualTo(new ScopeDecision.OpenApiV2());
  }

  private static ScopeDecision decide(
      Tenant tenant, String method, String path, HttpFields headers) {
    return DirectScope.decide(
        tenant, method, path, "", headers, new Requester.Direct("argocd"), OFFERED);
  }

  private static void refused(Tenant tenant, String method, String path, int code) {
    ScopeDecision decision = decide(tenant, method, path, HttpFields.EMPTY);
    assertThat(decision).as(method + " " + path).isInstanceOf(ScopeDecision.Refused.class);
    assertThat(((ScopeDecision.Refused) decision).status().code()).isEqualTo(code);
  }
}
