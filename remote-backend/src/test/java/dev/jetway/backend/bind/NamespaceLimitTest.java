package dev.jetway.backend.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.backend.ResourceRequest;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;

class NamespaceLimitTest {
  private static final String BASE = "/apis/g.example.org/v1/";
  private static final NamespaceLimit LIMIT = NamespaceLimit.of(Reach.in("b").and(Reach.in("a")));

  private static ResourceRequest request(String method, String path, String query) {
    return new ResourceRequest(
        method,
        RequestInfo.of(method, BASE + path, query),
        HttpFields.EMPTY,
        Optional.empty(),
        new UserInfo("jane", "", List.of(), Map.of()),
        "");
  }

  private static Optional<String> selector(String method, String path, String query) {
    return LIMIT.apply(request(method, path, query)).info().query().first("labelSelector");
  }

  @Test
  void whereItIsBoundTheRequestStaysAsItIs() {
    ResourceRequest create = request("POST", "namespaces/a/things", "");
    assertThat(LIMIT.apply(create)).isSameAs(create);
    ResourceRequest all = request("GET", "things", "");
    assertThat(NamespaceLimit.of(new Reach.Everywhere()).apply(all)).isSameAs(all);
  }

  @Test
  void allNamespacesAreThoseWhereItIsBound() {
    assertThat(selector("GET", "things", "")).contains("connect.jetway.dev/namespace in (a,b)");
    assertThat(selector("GET", "things", "watch=true&labelSelector=x%3Dy"))
        .contains("x=y,connect.jetway.dev/namespace in (a,b)");
  }

  @Test
  void elsewhereListsWatchesAndDeletionsOfAllMeetNothing() {
    for (String query : List.of("", "watch=true")) {
      assertThat(selector("GET", "namespaces/c/things", query).orElse(""))
          .isEqualTo("jetway.dev/not-bound,!jetway.dev/not-bound");
    }
    assertThat(selector("DELETE", "namespaces/c/things", "labelSelector=x").orElse(""))
        .startsWith("x,")
        .endsWith("!jetway.dev/not-bound");
  }

  @Test
  void elsewhereThereIsNoObject() {
    for (String method : List.of("GET", "DELETE")) {
      assertThatThrownBy(() -> LIMIT.apply(request(method, "namespaces/c/things/x", "")))
          .isInstanceOfSatisfying(
              StatusException.class, e -> assertThat(e.status().code()).isEqualTo(404));
    }
  }

  @Test
  void elsewhereNothingIsWritten() {
    for (String method : List.of("PUT", "PATCH")) {
      assertThatThrownBy(() -> LIMIT.apply(request(method, "namespaces/c/things/x", "")))
          .hasMessageContaining("not bound in namespace \"c\"");
    }
    assertThatThrownBy(() -> LIMIT.apply(request("POST", "namespaces/c/things", "")))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status().code()).isEqualTo(403));
  }
}
