package dev.jetway.tunnel.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import dev.jetway.tunnel.NamespaceMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedHeadersTest {
  private static final Tenant C = new Tenant("c", new NamespaceMode.PerNamespace());

  @Test
  void nothingOfTheCallersIdentityCrosses() {
    HttpFields.Mutable headers = HttpFields.build();
    for (String name :
        List.of(
            "Authorization",
            "Impersonate-User",
            "Impersonate-Group",
            "Impersonate-Uid",
            "Impersonate-Extra-Scopes",
            "X-Remote-User",
            "X-Remote-Group",
            "X-Remote-Extra-A",
            "X-Forwarded-For",
            "Forwarded",
            "Cookie",
            "Connection",
            "Upgrade",
            "Jetway-User",
            "Jetway-Namespace",
            "Host",
            "TE")) {
      headers.add(name, "system:masters");
    }
    headers.add("Accept", "application/json").add("User-Agent", "kubectl");

    HttpFields sent = ForwardedHeaders.request(request(headers, "jane", List.of("devs"), "id-1"));

    assertThat(sent.getFieldNamesCollection())
        .containsExactlyInAnyOrder(
            "Accept", "User-Agent", "Audit-ID", "Impersonate-User", "Impersonate-Group");
    assertThat(sent.getValuesList("Impersonate-User")).containsExactly("jetway:c:jane");
    assertThat(sent.getValuesList("Impersonate-Group"))
        .containsExactly("jetway:c", "jetway:c:devs");
    assertThat(sent.get("Audit-ID")).isEqualTo("id-1");
  }

  @Test
  void theConnectorHasANameOfItsOwn() {
    TenantRequest request =
        new TenantRequest(
            C,
            "GET",
            "/",
            "",
            HttpFields.EMPTY,
            Optional.empty(),
            new Requester.Connector(),
            "",
            Duration.ZERO);

    HttpFields sent = ForwardedHeaders.request(request);

    assertThat(sent.get("Impersonate-User")).isEqualTo("jetway:c:connector");
    assertThat(sent.getValuesList("Impersonate-Group")).containsExactly("jetway:c");
  }

  @Test
  void aDirectCallerHasANameThatNoUserCanHave() {
    TenantRequest request =
        new TenantRequest(
            C,
            "GET",
            "/",
            "",
            HttpFields.EMPTY,
            Optional.empty(),
            new Requester.Direct("argocd"),
            "",
            Duration.ZERO);

    HttpFields sent = ForwardedHeaders.request(request);

    assertThat(sent.get("Impersonate-User")).isEqualTo("jetway:c/argocd");
    assertThat(sent.getValuesList("Impersonate-Group")).containsExactly("jetway:c");
  }

  @Test
  void namesGoAsTheirUtf8() {
    HttpFields sent = ForwardedHeaders.request(request(HttpFields.EMPTY, "jörg 世", List.of(), ""));

    assertThat(sent.get("Impersonate-User").getBytes(StandardCharsets.ISO_8859_1))
        .isEqualTo("jetway:c:jörg 世".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\u0000", "tab\t", "end ", "del\u007f"})
  void namesThatWouldArriveAsOthersAreRefused(String name) {
    assertThatThrownBy(
            () -> ForwardedHeaders.request(request(HttpFields.EMPTY, name, List.of(), "")))
        .isInstanceOf(StatusException.class);
    assertThatThrownBy(
            () -> ForwardedHeaders.request(request(HttpFields.EMPTY, "a", List.of(name), "")))
        .isInstanceOf(StatusException.class);
  }

  @Test
  void aStrangeAuditIdIsLeftOut() {
    HttpFields sent = ForwardedHeaders.request(request(HttpFields.EMPTY, "a", List.of(), "x y"));

    assertThat(sent.contains("Audit-ID")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b", "a b", "A", "a=b", "-a", "a in (b", "a/b", ".."})
  void aConsumerNamespaceMustBeAName(String value) {
    HttpFields headers = HttpFields.build().put("Jetway-Namespace", value);

    assertThatThrownBy(() -> ConsumerObject.of(headers)).isInstanceOf(StatusException.class);
  }

  @Test
  void answersLoseWhatTheConsumersServerAddsItself() {
    HttpFields answer =
        HttpFields.build()
            .add("Audit-Id", "1")
            .add("Cache-Control", "no-cache")
            .add("X-Kubernetes-Pf-Flowschema-Uid", "1")
            .add("X-Kubernetes-Pf-Prioritylevel-Uid", "1")
            .add("Connection", "x-private")
            .add("X-Private", "1")
            .add("Transfer-Encoding", "chunked")
            .add("Content-Type", "application/json")
            .add("Content-Encoding", "gzip")
            .add("Warning", "299 - \"x\"")
            .add("Vary", "Accept")
            .add("Etag", "\"1\"");

    assertThat(ForwardedHeaders.answer(answer).getFieldNamesCollection())
        .containsExactlyInAnyOrder("Content-Type", "Content-Encoding", "Warning", "Vary", "Etag");
  }

  private static TenantRequest request(
      HttpFields headers, String user, List<String> groups, String auditId) {
    return new TenantRequest(
        C,
        "GET",
        "/",
        "",
        headers,
        Optional.empty(),
        new Requester.User(UserInfo.of(user, groups)),
        auditId,
        Duration.ZERO);
  }
}
