package dev.jetway.tunnel.offer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DocumentFiltersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final OfferedResources OFFERED = Offered.resources("example.org", "v1", "things");

  @Test
  void discoveryKeepsOfferedResourcesAndTheirSubresources() throws IOException {
    ObjectNode list =
        (ObjectNode)
            JSON.readTree(
                """
                {"kind": "APIResourceList", "resources": [{"name": "things"}, {"name": "things/status"},
                 {"name": "things/scale"}, {"name": "things/exec"}, {"name": "others"}]}
                """);

    ObjectNode kept = DiscoveryFilter.filter(list, new GroupVersion("example.org", "v1"), OFFERED);

    assertThat(kept.path("resources").findValuesAsText("name"))
        .containsExactly("things", "things/status", "things/scale");
    assertThat(kept.path("kind").asText()).isEqualTo("APIResourceList");
  }

  @Test
  void openApiV2KeepsOfferedPathsAndWhatTheyReferTo() throws IOException {
    JsonNode kept = parse(v2(V2));

    assertThat(kept.path("paths").properties())
        .extracting(path -> path.getKey())
        .containsExactlyInAnyOrder(
            "/apis/example.org/v1/things", "/apis/example.org/v1/namespaces/{namespace}/things");
    assertThat(kept.path("definitions").properties())
        .extracting(definition -> definition.getKey())
        .containsExactlyInAnyOrder("org.example.Thing", "io.k8s.ObjectMeta", "io.k8s.Time");
    assertThat(kept.path("definitions").path("io.k8s.Time").path(KINDS).findValuesAsText("group"))
        .containsExactly("", "example.org");
  }

  @Test
  void openApiV3KeepsOfferedPathsAndWhatTheyReferTo() throws IOException {
    String whole =
        V2.replace("#/definitions/", "#/components/schemas/")
            .replace("\"definitions\": {", "\"components\": {\"schemas\": {")
            .concat("}")
            .replace("\"swagger\": \"2.0\"", "\"openapi\": \"3.0.0\"");
    Document kept =
        new OpenApiV3Filter(JSON).filter(whole.getBytes(StandardCharsets.UTF_8), OFFERED);
    JsonNode document = parse(kept);

    assertThat(document.path("paths")).hasSize(2);
    assertThat(document.at("/components/schemas").properties())
        .extracting(schema -> schema.getKey())
        .containsExactlyInAnyOrder("org.example.Thing", "io.k8s.ObjectMeta", "io.k8s.Time");
  }

  @Test
  void openApiV3TellsAllResourcesThatItHasOfferedOrNot() throws IOException {
    assertThat(OpenApiV3Filter.resources(JSON.readTree(V2)))
        .containsExactlyInAnyOrder("things", "others");
    assertThat(OpenApiV3Filter.resources(JSON.readTree("{}"))).isEmpty();
  }

  @Test
  void theHashFollowsTheBytes() throws IOException {
    assertThat(v2(V2).hash()).isEqualTo(v2(V2).hash());
    assertThat(v2(V2.replace("\"date\"", "\"time\"")).hash()).isNotEqualTo(v2(V2).hash());
  }

  private static final String KINDS = "x-kubernetes-group-version-kind";

  private static final String V2 =
      """
      {"swagger": "2.0", "info": {"title": "Kubernetes"}, "paths": {
        "/apis/example.org/v1/things": {"get": {"$ref": "#/definitions/org.example.Thing"}},
        "/apis/example.org/v1/namespaces/{namespace}/things": {"get": {}},
        "/apis/example.org/v1/namespaces/{namespace}/others": {"get": {"$ref": "#/definitions/org.example.Other"}},
        "/apis/example.org/v2/things": {},
        "/api/v1/pods": {}, "/version/": {}},
       "definitions": {
        "io.k8s.ObjectMeta": {"properties": {"time": {"$ref": "#/definitions/io.k8s.Time"}}},
        "io.k8s.Time": {"type": "string", "format": "date", "x-kubernetes-group-version-kind":
          [{"group": "", "version": "v1"}, {"group": "apps", "version": "v1"}, {"group": "example.org", "version": "v1"}]},
        "org.example.Other": {},
        "org.example.Thing": {"properties": {"metadata": {"$ref": "#/definitions/io.k8s.ObjectMeta"}}}}
      }\
      """;

  private static Document v2(String document) throws IOException {
    return new OpenApiV2Filter(JSON).filter(document.getBytes(StandardCharsets.UTF_8), OFFERED);
  }

  private static JsonNode parse(Document document) throws IOException {
    return JSON.readTree(StandardCharsets.UTF_8.decode(document.json().duplicate()).toString());
  }
}
