package dev.jetway.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private static final String V2 =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  private static final String V2BETA1 =
      "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

  private final RunningServer running = new RunningServer();
  private final HttpClient client = running.frontProxy();

  DiscoveryTest() throws Exception {}

  @AfterEach
  void stop() {
    client.close();
    running.close();
  }

  @Test
  void aggregatedDiscoveryIsGivenToWhoAsksForIt() throws Exception {
    HttpResponse<String> response = get("/apis", "Accept", V2 + "," + V2BETA1);
    assertThat(response.headers().firstValue("content-type")).hasValue(V2);
    assertThat(response.headers().firstValue("vary")).hasValue("Accept");
    ObjectNode list = SampleApis.json(response.body());
    assertThat(list.path("apiVersion").asText()).isEqualTo("apidiscovery.k8s.io/v2");
    String tag = response.headers().firstValue("etag").orElseThrow();
    assertThat(tag).matches("\"[0-9A-F]{64}\"");

    HttpResponse<String> again = get("/apis", "Accept", V2, "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();

    HttpResponse<String> older = get("/apis", "Accept", V2BETA1);
    assertThat(older.headers().firstValue("content-type")).hasValue(V2BETA1);
    assertThat(older.body()).contains("apidiscovery.k8s.io/v2beta1");
  }

  @Test
  void plainDiscoveryListsGroupsVersionsAndResources() throws Exception {
    ObjectNode groups = SampleApis.json(get("/apis").body());
    assertThat(groups.path("kind").asText()).isEqualTo("APIGroupList");
    assertThat(groups.path("groups").size()).isEqualTo(1);
    assertThat(get("/apis/example.org").body())
        .isEqualTo(
            "{\"kind\":\"APIGroup\",\"apiVersion\":\"v1\",\"name\":\"example.org\",\"versions\":["
                + "{\"groupVersion\":\"example.org/v1\",\"version\":\"v1\"},"
                + "{\"groupVersion\":\"example.org/v1beta1\",\"version\":\"v1beta1\"}],"
                + "\"preferredVersion\":{\"groupVersion\":\"example.org/v1\",\"version\":\"v1\"}}");
    ObjectNode resources = SampleApis.json(get("/apis/example.org/v1").body());
    assertThat(resources.path("kind").asText()).isEqualTo("APIResourceList");
    assertThat(resources.path("resources").path(0).path("storageVersionHash").asText())
        .isEqualTo("bAzdQ4LtYtk=");
    assertThat(get("/").body()).contains("/apis/example.org/v1\"");
    assertThat(get("/version").body()).contains("\"gitVersion\":\"v0.1.0\"");
    assertThat(get("/api").body()).contains("APIVersions");
  }

  @Test
  void openApiHasTagsAndHashes() throws Exception {
    HttpResponse<String> v2 = get("/openapi/v2", "Accept", "application/json");
    assertThat(v2.body()).startsWith("{\"swagger\":\"2.0\"");
    assertThat(v2.headers().firstValue("etag")).hasValue("\"2222\"");
    assertThat(get("/openapi/v2", "If-None-Match", "\"2222\"").statusCode()).isEqualTo(304);
    assertThat(get("/openapi/v3").body())
        .isEqualTo(
            "{\"paths\":{\"apis/example.org/v1\":{\"serverRelativeURL\":"
                + "\"/openapi/v3/apis/example.org/v1?hash=3333v1\"},\"apis/example.org/v1beta1\":"
                + "{\"serverRelativeURL\":\"/openapi/v3/apis/example.org/v1beta1?hash=3333v1beta1\"}}}");
    HttpResponse<String> hashed = get("/openapi/v3/apis/example.org/v1?hash=3333v1");
    assertThat(hashed.body()).isEqualTo("{\"openapi\":\"3.0.0\",\"x\":\"v1\"}");
    assertThat(hashed.headers().firstValue("cache-control")).hasValue("public, immutable");
    assertThat(hashed.headers().firstValue("expires")).isPresent();
    assertThat(hashed.headers().firstValue("vary")).hasValue("Accept");
    HttpResponse<String> stale = get("/openapi/v3/apis/example.org/v1?hash=stale");
    assertThat(stale.statusCode()).isEqualTo(200);
    assertThat(stale.headers().firstValue("cache-control")).isEmpty();
    RunningServer.status(get("/openapi/v3/apis/apps/v1"), 404, "NotFound");
  }

  @Test
  void beforeAnythingIsKnownNothingIsDenied() throws Exception {
    running.backend.offer(ApiCatalog.UNKNOWN);
    HttpResponse<String> apis = get("/apis", "Accept", V2);
    assertThat(apis.statusCode()).isEqualTo(200);
    assertThat(apis.headers().firstValue("content-type")).hasValue("application/json");
    for (String path :
        List.of("/apis/example.org/v1", "/openapi/v2", "/openapi/v3", "/openapi/v3/apis/a/v1")) {
      HttpResponse<String> response = get(path);
      RunningServer.status(response, 503, "ServiceUnavailable");
      assertThat(response.headers().firstValue("retry-after")).isEmpty();
    }
    RunningServer.status(get(RunningServer.DATABASES), 503, "ServiceUnavailable");
    running.backend.offer(SampleApis.catalog());
    assertThat(get("/openapi/v3").statusCode()).isEqualTo(200);
  }

  @Test
  void whatCannotBeGivenIsSaidInAStatus() throws Exception {
    for (String path : List.of("/apis", "/apis/example.org/v1", "/openapi/v2", "/openapi/v3")) {
      RunningServer.status(get(path, "Accept", "text/html"), 406, "NotAcceptable");
    }
    RunningServer.status(get("/apis/other.org"), 404, "NotFound");
    RunningServer.status(get("/nope"), 404, "NotFound");
    RunningServer.status(get("/api/v1"), 404, "NotFound");
    HttpRequest post =
        running.asUser("/apis").POST(HttpRequest.BodyPublishers.ofString("{}")).build();
    RunningServer.status(client.send(post, BodyHandlers.ofString()), 405, "MethodNotAllowed");
  }

  @Test
  void metricsAreShownToWhoMaySeeThem() throws Exception {
    assertThat(get(RunningServer.DATABASES + "/x").statusCode()).isEqualTo(200);
    String counted =
        "apiserver_request_total{code=\"200\",component=\"apiserver\",dry_run=\"\","
            + "group=\"example.org\",resource=\"databases\",scope=\"resource\",subresource=\"\","
            + "verb=\"GET\",version=\"v1\"} 1.0";
    assertThat(running.metrics(client, metrics -> metrics.contains(counted)))
        .contains(counted)
        .contains("apiserver_request_duration_seconds_bucket");
  }

  @Test
  void metricsAreHiddenFromOthers() throws Exception {
    running.reviews.allow(spec -> !spec.has("nonResourceAttributes"));
    ObjectNode status = RunningServer.status(get("/metrics"), 403, "Forbidden");
    assertThat(status.path("message").asText())
        .isEqualTo("forbidden: User \"ada\" cannot get path \"/metrics\"");
    assertThat(status.path("details").isEmpty()).isTrue();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = running.asUser(path);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
