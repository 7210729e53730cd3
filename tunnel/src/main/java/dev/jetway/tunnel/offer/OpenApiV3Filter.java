package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Limits the OpenAPI v3 document of one group/version to what is offered. Thread-safe. */
final class OpenApiV3Filter {
  private static final SchemaReferences REFERENCES = new SchemaReferences("#/components/schemas/");

  private final ObjectMapper json;

  OpenApiV3Filter(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Keeps the paths of what is offered and the schemas that these need.
   *
   * @throws IOException if the document is not JSON
   */
  Document filter(byte[] document, OfferedResources offered) throws IOException {
    return filter(json.readTree(document), offered);
  }

  /** The same, of a document that was parsed. */
  Document filter(JsonNode whole, OfferedResources offered) throws IOException {
    ObjectNode kept = json.createObjectNode();
    kept.put("openapi", whole.path("openapi").asText("3.0.0"));
    if (whole.get("info") instanceof ObjectNode info) {
      kept.set("info", info);
    }
    ObjectNode paths =
        SchemaReferences.keepPaths(
            whole.path("paths"), new OpenApiPaths(offered), kept.putObject("paths"));
    ObjectNode components = kept.putObject("components");
    JsonNode schemas = whole.path("components").path("schemas");
    SchemaReferences.copy(
        REFERENCES.closure(paths, schemas), schemas, components.putObject("schemas"), offered);
    if (whole.path("components").get("securitySchemes") instanceof ObjectNode schemes) {
      components.set("securitySchemes", schemes);
    }
    return Document.of(json.writeValueAsBytes(kept));
  }

  /** The resources that a document has, offered or not. */
  static Set<String> resources(JsonNode document) {
    Set<String> resources = new HashSet<>();
    document
        .path("paths")
        .fieldNames()
        .forEachRemaining(path ->
            OpenApiPaths.target(path).ifPresent(target -> resources.add(target.resource())));
    return resources;
  }

  /** The document of a group/version whose schemas the control plane has not published yet. */
  Document empty() throws IOException {
    return filter("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8), OfferedResources.NONE);
  }
}
