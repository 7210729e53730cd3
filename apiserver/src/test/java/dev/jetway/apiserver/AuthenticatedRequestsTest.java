package dev.jetway.apiserver;

import static dev.jetway.apiserver.RunningServer.DATABASES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.certs.CertificateAuthority;
import dev.jetway.certs.KeyMaterial;
import dev.jetway.kube.UserInfo;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticatedRequestsTest {
  private final RunningServer running = new RunningServer();

  AuthenticatedRequestsTest() throws Exception {}

  @AfterAll
  void stop() {
    running.close();
  }

  @Test
  void frontProxySpeaksForTheUser() throws Exception {
    HttpResponse<String> response =
        running
            .frontProxy()
            .send(
                running
                    .asUser(DATABASES + "/x")
                    .header("X-Remote-Extra-Example.org%2fTeam", "blue")
                    .header("X-Remote-Uid", "not-configured")
                    .header("Audit-Id", "1234")
                    .build(),
                BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"kind\":\"Database\"}\n");
    assertThat(response.version()).isEqualTo(Version.HTTP_2);
    var request = running.backend.requests().getLast();
    UserInfo user = request.user();
    assertThat(user.name()).isEqualTo("ada");
    assertThat(user.uid()).isEmpty();
    assertThat(user.groups()).containsExactly("devs", "system:authenticated");
    assertThat(user.extra()).containsOnlyKeys("example.org/team");
    assertThat(request.auditId()).isEqualTo("1234");
    assertThat(request.headers().stream().map(field -> field.getLowerCaseName()))
        .noneMatch(name -> name.startsWith("x-remote-") || name.equals("authorization"));
  }

  @Test
  void onlyTheHeadersThatCallersMaySeeReachThem() throws Exception {
    HttpResponse<String> response =
        running
            .frontProxy()
            .send(running.asUser(DATABASES + "/x").build(), BodyHandlers.ofString());
    assertThat(response.headers().map())
        .containsKeys("content-type", "warning")
        .doesNotContainKeys("audit-id", "cache-control", "retry-after", "server");
  }

  @Test
  void systemAggregatorWithoutGroupsIsAuthenticated() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(running.uri("/openapi/v2"))
            .header("X-Remote-User", "system:aggregator")
            .build();
    assertThat(running.frontProxy().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    assertThat(running.reviews.asked().getLast().path("groups").toString())
        .isEqualTo("[\"system:authenticated\"]");
  }

  @Test
  void unauthorizedWithoutCredentialAlsoWithForgedHeaders() throws Exception {
    refused(Optional.empty(), running.asUser(DATABASES));
  }

  @Test
  void unauthorizedWithCertificateOfAnotherAuthority() throws Exception {
    CertificateAuthority other = CertificateAuthority.create("other", Clock.systemUTC());
    refused(
        Optional.of(other.issueClient("front-proxy", List.of(), Duration.ofDays(1))),
        running.asUser(DATABASES));
  }

  @Test
  void unauthorizedWithNameThatIsNotAllowed() throws Exception {
    refused(Optional.of(running.pki.frontProxy("someone")), running.asUser(DATABASES));
  }

  @Test
  void unauthorizedIfTheFrontProxyNamesNoUser() throws Exception {
    refused(
        Optional.of(running.pki.frontProxy("front-proxy")),
        HttpRequest.newBuilder(running.uri(DATABASES)));
  }

  @Test
  void unauthorizedWithBadToken() throws Exception {
    refused(Optional.empty(), running.asUser(DATABASES).header("Authorization", "Bearer bad"));
  }

  @Test
  void tokenIsReviewedAndForgedHeadersAreIgnored() throws Exception {
    HttpResponse<String> response =
        send(
            Optional.empty(),
            running.asUser(DATABASES + "/x").header("Authorization", "Bearer good"));
    assertThat(response.statusCode()).isEqualTo(200);
    UserInfo user = running.backend.requests().getLast().user();
    assertThat(user.name()).isEqualTo("robot");
    assertThat(user.groups()).containsExactly("robots", "system:authenticated");
  }

  @Test
  void clientCertificateIsAUserWhateverItsHeadersSay() throws Exception {
    HttpResponse<String> response =
        send(
            Optional.of(running.pki.user("grace", List.of("ops"))),
            running.asUser(DATABASES + "/x"));
    assertThat(response.statusCode()).isEqualTo(200);
    UserInfo user = running.backend.requests().getLast().user();
    assertThat(user.name()).isEqualTo("grace");
    assertThat(user.groups()).containsExactly("ops", "system:authenticated");
  }

  @Test
  void healthNeedsNoCredential() throws Exception {
    for (String path : List.of("/livez", "/readyz", "/healthz")) {
      HttpResponse<String> response =
          send(Optional.empty(), HttpRequest.newBuilder(running.uri(path)));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("ok");
    }
    for (String path : List.of("/metrics", "/version", "/", "/apis", "/openapi/v2", "/nope")) {
      refused(Optional.empty(), HttpRequest.newBuilder(running.uri(path)));
    }
  }

  private void refused(Optional<KeyMaterial> certificate, HttpRequest.Builder request)
      throws Exception {
    int before = running.backend.requests().size();
    HttpResponse<String> response = send(certificate, request);
    assertThat(RunningServer.status(response, 401, "Unauthorized").path("message").asText())
        .isEqualTo("Unauthorized");
    assertThat(running.backend.requests()).hasSize(before);
  }

  private HttpResponse<String> send(Optional<KeyMaterial> certificate, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient client = running.client(certificate, Version.HTTP_2)) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }
}
