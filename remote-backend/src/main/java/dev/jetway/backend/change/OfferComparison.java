package dev.jetway.backend.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.ApiCatalog.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares two offers, resource by resource. A pure function; it parses what differs alone. */
final class OfferComparison {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KINDS = "x-kubernetes-group-version-kind";

  private final ApiCatalog after;
  private final Map<Resource, Findings> found = new HashMap<>();

  private OfferComparison(ApiCatalog after) {
    this.after = after;
  }

  /**
   * How each resource of the offer before differs now. One that does not, in anything that could
   * break a client, is left out.
   *
   * @throws UncheckedIOException if a document is no JSON
   */
  static Map<Resource, Difference> of(ApiCatalog before, ApiCatalog after) {
    OfferComparison comparison = new OfferComparison(after);
    Set<Resource> gone = resources(before);
    gone.removeAll(resources(after));
    gone.forEach(resource -> comparison.findings(resource).served("is not offered any more"));
    for (ApiVersion version : before.versions()) {
      comparison.version(version, gone);
    }
    Map<Resource, Difference> differences = new HashMap<>();
    comparison.found.forEach((resource, findings) -> {
      Difference difference = findings.difference();
      if (difference.breaks() || difference.undecided()) {
        differences.put(resource, difference);
      }
    });
    return differences;
  }

  private static Set<Resource> resources(ApiCatalog catalog) {
    Set<Resource> all = new HashSet<>();
    for (ApiVersion version : catalog.versions()) {
      version.names().forEach(name -> all.add(new Resource(version.group(), name)));
    }
    return all;
  }

  private Findings findings(Resource resource) {
    return found.computeIfAbsent(resource, key -> new Findings(key.plural()));
  }

  private void version(ApiVersion before, Set<Resource> gone) {
    Optional<ApiVersion> now = after.find(before.group(), before.version());
    boolean sameSchemas =
        now.isPresent() && now.get().openApiV3().hash().equals(before.openApiV3().hash());
    JsonNode schemas = MissingNode.getInstance();
    JsonNode schemasNow = MissingNode.getInstance();
    if (now.isPresent() && !sameSchemas) {
      schemas = schemas(before.openApiV3());
      schemasNow = schemas(now.get().openApiV3());
    }
    for (String name : before.names()) {
      Resource resource = new Resource(before.group(), name);
      Optional<ApiVersion> same = now.filter(version -> version.has(name));
      if (same.isPresent()) {
        served(before, same.get(), name);
        if (!sameSchemas) {
          compareSchemas(before, schemas, schemasNow, name);
        }
      } else if (!gone.contains(resource)) {
        findings(resource).served(before.version() + " is not served any more");
      }
    }
  }

  /** What discovery says of the resource and its subresources. */
  private void served(ApiVersion before, ApiVersion now, String name) {
    Findings findings = findings(new Resource(before.group(), name));
    for (JsonNode entry : before.resources().path("resources")) {
      String full = entry.path("name").asText();
      if (!full.equals(name) && !full.startsWith(name + "/")) {
        continue;
      }
      String place = before.version() + (full.equals(name) ? "" : full.substring(name.length()));
      JsonNode entryNow = entry(now, full);
      if (entryNow.isMissingNode()) {
        findings.served(place + " is not served any more");
        continue;
      }
      Set<String> verbs = new TreeSet<>();
      entry.path("verbs").forEach(verb -> verbs.add(verb.asText()));
      entryNow.path("verbs").forEach(verb -> verbs.remove(verb.asText()));
      verbs.forEach(verb -> findings.served(place + ": the verb " + verb + " is gone"));
      String kind = entry.path("kind").asText();
      String kindNow = entryNow.path("kind").asText();
      if (!kind.equals(kindNow)) {
        findings.served(place + " is of kind " + kindNow + ", and was of " + kind);
      }
      if (entry.path("namespaced").asBoolean() != entryNow.path("namespaced").asBoolean()) {
        findings.served(place + " is in another scope");
      }
    }
  }

  private void compareSchemas(
      ApiVersion before, JsonNode schemas, JsonNode schemasNow, String name) {
    Findings findings = findings(new Resource(before.group(), name));
    JsonNode schema = schema(schemas, before, before.kindOf(name).orElse(""));
    String kindNow =
        after
            .find(before.group(), before.version())
            .flatMap(version -> version.kindOf(name))
            .orElse("");
    JsonNode schemaNow = schema(schemasNow, before, kindNow);
    if (schema.isMissingNode()) {
      return;
    }
    if (schemaNow.isMissingNode()) {
      findings.undecided();
      return;
    }
    new SchemaComparison(findings, before.version())
        .compare(schema, schemaNow, before.has(name + "/status"));
  }

  private static JsonNode entry(ApiVersion version, String name) {
    return version
        .resources()
        .path("resources")
        .valueStream()
        .filter(entry -> entry.path("name").asText().equals(name))
        .findFirst()
        .orElseGet(MissingNode::getInstance);
  }

  private static JsonNode schema(JsonNode schemas, ApiVersion version, String kind) {
    for (JsonNode schema : schemas) {
      for (JsonNode names : schema.path(KINDS)) {
        if (names.path("kind").asText().equals(kind)
            && names.path("group").asText().equals(version.group())
            && names.path("version").asText().equals(version.version())) {
          return schema;
        }
      }
    }
    return MissingNode.getInstance();
  }

  private static JsonNode schemas(Document document) {
    try {
      return document.json().hasRemaining()
          ? JSON.readTree(document.bytes()).path("components").path("schemas")
          : MissingNode.getInstance();
    } catch (IOException e) {
      throw new UncheckedIOException("an OpenAPI v3 document is no JSON", e);
    }
  }
}
