package dev.jetway.apiserver;

import static dev.jetway.apiserver.RunningServer.DATABASES;
import static dev.jetway.apiserver.RunningServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, in which words; none of it reaches the backend, none of it is HTML. */
class RefusalsTest {
  private static final String PATCHES =
      "the body of the request was in an unknown format - accepted media types include: "
          + "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";
  private static final String OBJECT =
      "{\"apiVersion\":\"example.org/v1\",\"kind\":\"Database\",\"metadata\":{\"name\":\"x\"}}";

  private final RunningServer running = new RunningServer();
  private final HttpClient client = running.frontProxy();

  RefusalsTest() throws Exception {}

  @AfterEach
  void stop() {
    client.close();
    running.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/apis/example.org/v1/namespaces/team/databases/../../../b/databases/x",
        "/apis/example.org/v1/namespaces/team/databases/./x",
        "/apis/example.org/v1/namespaces/team%2fother/databases",
        "/apis/example.org/v1/namespaces/team/databases/%2e%2e/x",
        "/apis/example.org/v1//databases",
        "/apis/example.org/v1/namespaces/team/databases//",
        "/apis/example.org/v1/namespaces/team/databases/../",
        "/apis/example.org/v1/namespaces/team/databases;a=b",
        "/apis/../livez",
        "/openapi/v2/../../metrics"
      })
  void pathsThatAreNotPlain(String path) throws Exception {
    refused(400, "BadRequest", client.send(running.asUser(path).build(), BodyHandlers.ofString()));
  }

  @Test
  void resourcesThatAreNotServed() throws Exception {
    for (String path :
        List.of(
            "/apis/example.org/v1/namespaces/team/tables",
            "/apis/example.org/v9/namespaces/team/databases",
            "/apis/other.org/v1/namespaces/team/databases",
            "/apis/example.org/v1/databases/x",
            "/api/v1/namespaces/team/secrets")) {
      ObjectNode status = refused(404, "NotFound", get(path));
      assertThat(status.path("message").asText())
          .isEqualTo("the server could not find the requested resource");
    }
    ObjectNode subresource = refused(404, "NotFound", get(DATABASES + "/x/log"));
    assertThat(subresource.path("message").asText())
        .isEqualTo("databases.example.org \"x\" not found");
  }

  @Test
  void verbsThatTheResourceHasNot() throws Exception {
    ObjectNode status =
        refused(
            405, "MethodNotAllowed", send("DELETE", DATABASES + "/x/status", "", Optional.empty()));
    assertThat(status.path("message").asText())
        .isEqualTo("delete is not supported on resources of kind \"databases.example.org\"");
    assertThat(status.path("details").path("kind").asText()).isEqualTo("databases");
    refused(405, "MethodNotAllowed", send("FOO", DATABASES + "/x", "", Optional.empty()));
    ObjectNode nameless = refused(400, "BadRequest", send("PUT", DATABASES, "", object()));
    assertThat(nameless.path("message").asText()).isEqualTo("name must be provided");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/strategic-merge-patch+json", "application/json", "text/plain", ""})
  void patchesOfOtherTypes(String type) throws Exception {
    ObjectNode status =
        refused(415, "UnsupportedMediaType", send("PATCH", DATABASES + "/x", type, object()));
    assertThat(status.path("message").asText()).isEqualTo(PATCHES);
  }

  @Test
  void objectsOfOtherTypes() throws Exception {
    for (String type : List.of("text/plain", "application/vnd.kubernetes.protobuf", "/;;")) {
      refused(415, "UnsupportedMediaType", send("POST", DATABASES, type, object()));
    }
    for (String type : List.of("application/json", "application/yaml; charset=utf-8", "")) {
      assertThat(send("POST", DATABASES, type, object()).statusCode()).isEqualTo(200);
    }
  }

  /** Refused by its head alone, while its body comes: the caller must see why, and not a reset. */
  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void bodiesThatStillComeWhenTheirRequestIsRefused(HttpClient.Version version) throws Exception {
    try (HttpClient http =
        running.client(Optional.of(running.pki.frontProxy("front-proxy")), version)) {
      byte[] body = new byte[1024 * 1024];
      for (int i = 0; i < 50; i++) {
        HttpRequest request =
            running
                .asUser(DATABASES)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofByteArray(body, 0, i == 0 ? 1 : body.length / i))
                .build();
        refused(415, "UnsupportedMediaType", http.send(request, BodyHandlers.ofString()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void bodiesOverThreeMebibytes(HttpClient.Version version) throws Exception {
    byte[] body = new byte[3 * 1024 * 1024 + 1];
    try (HttpClient http =
        running.client(Optional.of(running.pki.frontProxy("front-proxy")), version)) {
      for (BodyPublisher publisher :
          List.of(
              BodyPublishers.ofByteArray(body),
              BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
        HttpRequest request =
            running
                .asUser(DATABASES)
                .header("Content-Type", "application/json")
                .POST(publisher)
                .build();
        ObjectNode status =
            refused(413, "RequestEntityTooLarge", http.send(request, BodyHandlers.ofString()));
        assertThat(status.path("message").asText())
            .isEqualTo("Request entity too large: limit is 3145728");
      }
    }
  }

  @Test
  void bodiesOfThreeMebibytesPassWhole() throws Exception {
    byte[] body = new byte[3 * 1024 * 1024];
    for (BodyPublisher publisher :
        List.of(
            BodyPublishers.ofByteArray(body),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
      HttpResponse<String> response =
          send("POST", DATABASES, "application/json", Optional.of(publisher));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(running.backend.requests().getLast().body().orElseThrow().remaining())
          .isEqualTo(body.length);
    }
  }

  @Test
  void representationsThatCannotBeGiven() throws Exception {
    ObjectNode status = refused(406, "NotAcceptable", getAs("text/html"));
    assertThat(status.path("message").asText())
        .isEqualTo(
            "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf");
    HttpResponse<String> protobuf = getAs("application/vnd.kubernetes.protobuf");
    assertThat(protobuf.statusCode()).isEqualTo(406);
    assertThat(protobuf.headers().firstValue("content-type"))
        .hasValue("application/vnd.kubernetes.protobuf");
    assertThat(protobuf.body()).startsWith("k8s\0").contains("NotAcceptable");
  }

  @Test
  void whatTheUserMayNot() throws Exception {
    running.reviews.allow(_ -> false);
    ObjectNode status = refused(403, "Forbidden", get(DATABASES + "/x"));
    assertThat(status.path("message").asText())
        .isEqualTo(
            "databases.example.org \"x\" is forbidden: User \"ada\" cannot get resource "
                + "\"databases\" in API group \"example.org\" in the namespace \"team\"");
  }

  @Test
  void namespacesThatAreMissingOrGoing() throws Exception {
    String missing = "/apis/example.org/v1/namespaces/missing/databases";
    ObjectNode notFound = refused(404, "NotFound", send("POST", missing, "", object()));
    assertThat(notFound.path("message").asText()).isEqualTo("namespaces \"missing\" not found");
    assertThat(notFound.path("details").path("kind").asText()).isEqualTo("namespaces");

    String dying = "/apis/example.org/v1/namespaces/dying/databases";
    ObjectNode terminating = refused(403, "Forbidden", send("POST", dying, "", object()));
    assertThat(terminating.path("message").asText())
        .isEqualTo(
            "databases.example.org \"x\" is forbidden: unable to create new content in namespace "
                + "dying because it is being terminated");
    assertThat(terminating.path("details").path("causes").path(0).path("reason").asText())
        .isEqualTo("NamespaceTerminating");

    String fresh = "/apis/example.org/v1/namespaces/fresh/databases";
    assertThat(send("POST", fresh, "", object()).statusCode()).isEqualTo(200);
  }

  @Test
  void applyThatWouldCreateWhatMayNotBeCreated() throws Exception {
    String dying = "/apis/example.org/v1/namespaces/dying/databases/x?fieldManager=f";
    String type = "application/apply-patch+yaml";
    assertThat(send("PATCH", dying, type, object()).statusCode()).isEqualTo(200);
    running.backend.answers(_ -> new FakeBackend.WholeAnswer(404, "{}"));
    status(send("PATCH", dying, type, object()), 403, "Forbidden");
    running.reviews.allow(
        spec -> !spec.path("resourceAttributes").path("verb").asText().equals("create"));
    ObjectNode status = status(send("PATCH", DATABASES + "/x", type, object()), 403, "Forbidden");
    assertThat(status.path("message").asText()).contains("cannot create resource");
    assertThat(running.backend.requests().getLast().method()).isEqualTo("GET");
  }

  @Test
  void timeoutsThatCannotBeRead() throws Exception {
    ObjectNode status = refused(400, "BadRequest", get(DATABASES + "?timeout=abc"));
    assertThat(status.path("message").asText())
        .isEqualTo("invalid timeout specified in the request URL - time: invalid duration \"abc\"");
  }

  @Test
  void whatFailsHereIsToldWithoutDetails() throws Exception {
    running.backend.answers(_ -> {
      throw new IllegalStateException("a secret");
    });
    HttpResponse<String> response = get(DATABASES + "/x");
    assertThat(status(response, 500, "InternalError").path("message").asText())
        .startsWith("Internal error occurred: error ")
        .doesNotContain("secret");
  }

  @Test
  void errorsAreYamlForWhoAsksForYaml() throws Exception {
    HttpResponse<String> response =
        client.send(
            running.asUser(DATABASES + "/x?timeout=a").header("Accept", "application/yaml").build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/yaml");
  }

  private ObjectNode refused(int code, String reason, HttpResponse<String> response) {
    assertThat(running.backend.requests()).isEmpty();
    return status(response, code, reason);
  }

  private HttpResponse<String> getAs(String accept) throws Exception {
    return client.send(
        running.asUser(DATABASES).header("Accept", accept).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(running.asUser(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(
      String method, String path, String type, Optional<BodyPublisher> body) throws Exception {
    HttpRequest.Builder request =
        running.asUser(path).method(method, body.orElseGet(BodyPublishers::noBody));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static Optional<BodyPublisher> object() {
    return Optional.of(BodyPublishers.ofString(OBJECT));
  }
}
