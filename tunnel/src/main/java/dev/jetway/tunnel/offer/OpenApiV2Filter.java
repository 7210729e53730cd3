package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Limits a control plane's OpenAPI v2 document, which is large and covers every API, to what is
 * offered. Thread-safe.
 *
 * <p>The document is read as a stream and only what is kept becomes a tree: once for the paths and
 * the definitions that they name, and once more for each level of definitions that those name.
 */
final class OpenApiV2Filter {
  private static final SchemaReferences REFERENCES = new SchemaReferences("#/definitions/");

  private final ObjectMapper json;

  OpenApiV2Filter(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Keeps the paths of what is offered and the definitions that these need.
   *
   * @throws IOException if the document is not JSON
   */
  Document filter(byte[] document, OfferedResources offered) throws IOException {
    ObjectNode kept = json.createObjectNode();
    kept.put("swagger", "2.0");
    kept.set(
        "info", json.createObjectNode().put("title", "Kubernetes").put("version", "unversioned"));
    ObjectNode paths = kept.putObject("paths");
    read(document, "paths", new OpenApiPaths(offered)::keeps, paths);
    ObjectNode candidates = json.createObjectNode();
    Set<String> asked = new HashSet<>();
    Set<String> needed = REFERENCES.closure(paths, candidates);
    while (!asked.containsAll(needed)) {
      Set<String> missing = new HashSet<>(needed);
      missing.removeAll(asked);
      read(document, "definitions", missing::contains, candidates);
      asked.addAll(missing);
      needed = REFERENCES.closure(paths, candidates);
    }
    SchemaReferences.copy(needed, candidates, kept.putObject("definitions"), offered);
    return Document.of(json.writeValueAsBytes(kept));
  }

  /** Copies those entries of one top-level object whose names are wanted. */
  private void read(byte[] document, String part, Predicate<String> wanted, ObjectNode into)
      throws IOException {
    try (JsonParser parser = json.getFactory().createParser(document)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the OpenAPI v2 document is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isPart = parser.currentName().equals(part);
        if (parser.nextToken() != JsonToken.START_OBJECT || !isPart) {
          parser.skipChildren();
          continue;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          if (wanted.test(name)) {
            into.set(name, json.<JsonNode>readTree(parser));
          } else {
            parser.skipChildren();
          }
        }
      }
    }
  }
}
