package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.tunnel.PrinterColumn;
import dev.jetway.tunnel.Sha256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What decides whether a CustomResourceDefinition is offered: the rest of it, which is large, is
 * not kept.
 *
 * @param group its API group
 * @param plural its plural name
 * @param namespaced whether its objects live in namespaces
 * @param established whether the control plane serves it, and is not about to remove it
 * @param labels of the definition
 * @param categories such as {@code claim}
 * @param servedVersions those that are served, each with its printer columns
 * @param specHash changes whenever the spec does
 */
record CustomResource(
    String group,
    String plural,
    boolean namespaced,
    boolean established,
    Map<String, String> labels,
    Set<String> categories,
    Map<String, List<PrinterColumn>> servedVersions,
    String specHash) {
  private static final String HASH = "specHash";
  private static final String COLUMNS = "additionalPrinterColumns";

  CustomResource {
    labels = Map.copyOf(labels);
    categories = Set.copyOf(categories);
    servedVersions = Map.copyOf(servedVersions);
  }

  /** Takes the schemas and other bulk out of a definition, leaving a hash in their place. */
  static ObjectNode trim(ObjectNode definition) {
    if (!definition.has(HASH) && definition.get("spec") instanceof ObjectNode spec) {
      definition.put(HASH, Sha256.hex(spec.toString()));
      spec.remove("conversion");
      for (JsonNode version : spec.path("versions")) {
        if (version instanceof ObjectNode object) {
          object.retain("name", "served", COLUMNS);
        }
      }
      if (definition.get("metadata") instanceof ObjectNode metadata) {
        metadata.remove(List.of("managedFields", "annotations"));
      }
    }
    return definition;
  }

  /** What a trimmed definition says. */
  static CustomResource of(JsonNode definition) {
    JsonNode spec = definition.path("spec");
    Map<String, String> labels = new HashMap<>();
    definition
        .path("metadata")
        .path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    Set<String> categories = new TreeSet<>();
    spec.path("names").path("categories").forEach(category -> categories.add(category.asText()));
    Map<String, List<PrinterColumn>> served = new HashMap<>();
    for (JsonNode version : spec.path("versions")) {
      if (version.path("served").asBoolean()) {
        served.put(version.path("name").asText(), columns(version.path(COLUMNS)));
      }
    }
    return new CustomResource(
        spec.path("group").asText(),
        spec.path("names").path("plural").asText(),
        spec.path("scope").asText().equals("Namespaced"),
        isTrue(definition, "Established")
            && definition.path("metadata").path("deletionTimestamp").isMissingNode(),
        labels,
        categories,
        served,
        definition.path(HASH).asText());
  }

  private static List<PrinterColumn> columns(JsonNode list) {
    List<PrinterColumn> columns = new ArrayList<>();
    for (JsonNode column : list) {
      columns.add(
          new PrinterColumn(
              column.path("name").asText(),
              column.path("type").asText(),
              column.path("format").asText(),
              column.path("description").asText(),
              column.path("priority").asInt(),
              column.path("jsonPath").asText()));
    }
    return List.copyOf(columns);
  }

  private static boolean isTrue(JsonNode definition, String condition) {
    for (JsonNode entry : definition.path("status").path("conditions")) {
      if (entry.path("type").asText().equals(condition)) {
        return entry.path("status").asText().equals("True");
      }
    }
    return false;
  }
}
