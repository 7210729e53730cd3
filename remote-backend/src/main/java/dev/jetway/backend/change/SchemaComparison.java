package dev.jetway.backend.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.jetway.tunnel.Sha256;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a kind's schema breaks clients that were written for the one before: a field that is
 * gone, is of another type, or takes less than it did. Not thread-safe.
 *
 * <p>References are compared as they are and not followed: custom resources refer to nothing but
 * Kubernetes' own metadata, which grows with its releases.
 */
final class SchemaComparison {
  /** Deeper than this, and after as many fields, what differs is told as a whole. */
  static final int MOST_DEPTH = 64;

  static final int MOST_FIELDS = 100_000;

  private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
  private static final String EMBEDDED = "x-kubernetes-embedded-resource";
  private static final Set<String> OBJECT = Set.of("apiVersion", "kind", "metadata");

  private final Findings findings;
  private final String version;
  private int fields;

  /** A comparison of one version. */
  SchemaComparison(Findings findings, String version) {
    this.findings = findings;
    this.version = version;
  }

  /**
   * Compares.
   *
   * @param before the schema of the kind
   * @param after the one of now
   * @param statusIsRead whether the status is a subresource, which clients read alone
   */
  void compare(JsonNode before, JsonNode after, boolean statusIsRead) {
    for (String name : names(before.path("properties"))) {
      if (!OBJECT.contains(name)) {
        property(before, after, new Place(name, 1, !(statusIsRead && name.equals("status"))), name);
      }
    }
    Place whole = new Place("", 0, true);
    new SchemaLimits(before, after).tighter(OBJECT).forEach(what -> tell(whole, what));
    if (keepsNoMore(before, after)) {
      tell(whole, "keeps unknown fields no more");
    }
  }

  /**
   * Where a schema is.
   *
   * @param path as people write it
   * @param written whether clients write it
   */
  private record Place(String path, int depth, boolean written) {
    Place in(String part) {
      return new Place(path + part, depth + 1, written);
    }
  }

  private void property(JsonNode before, JsonNode after, Place place, String name) {
    JsonNode now = after.path("properties").path(name);
    if (!now.isMissingNode()) {
      schema(before.path("properties").path(name), now, place);
    } else if (!takesAnyKey(after)) {
      tell(place, "is gone");
    }
  }

  private void schema(JsonNode before, JsonNode after, Place place) {
    if (before.equals(after)) {
      return;
    }
    if (place.depth() > MOST_DEPTH || ++fields > MOST_FIELDS) {
      tell(
          place,
          "differs, and is too large to be compared (%s)"
              .formatted(Sha256.hex(after.toString()).substring(0, 8)));
      return;
    }
    String type = type(before);
    String typeNow = type(after);
    if (!type.equals(typeNow)) {
      tell(place, "is of type " + typeNow + ", and was of " + type);
      return;
    }
    if (place.written()) {
      Set<String> own = after.path(EMBEDDED).asBoolean() ? OBJECT : Set.of();
      new SchemaLimits(before, after).tighter(own).forEach(what -> tell(place, what));
    }
    if (keepsNoMore(before, after)) {
      tell(place, "keeps unknown fields no more");
    }
    for (String name : names(before.path("properties"))) {
      if (!before.path(EMBEDDED).asBoolean() || !OBJECT.contains(name)) {
        property(before, after, place.in("." + name), name);
      }
    }
    if (before.has("items") && after.has("items")) {
      schema(before.path("items"), after.path("items"), place.in("[]"));
    }
    freeKeys(before, after, place);
  }

  private void freeKeys(JsonNode before, JsonNode after, Place place) {
    if (!hasFreeKeys(before)) {
      return;
    }
    if (!takesAnyKey(after)) {
      tell(place, "takes keys of one's own no more");
    } else if (hasFreeKeys(after)) {
      schema(values(before), values(after), place.in("[*]"));
    }
  }

  private void tell(Place place, String what) {
    findings.schema(place.path().isEmpty() ? version : version + " " + place.path(), what);
  }

  private static boolean keepsNoMore(JsonNode before, JsonNode after) {
    return before.path(PRESERVE).asBoolean() && !after.path(PRESERVE).asBoolean();
  }

  private static boolean hasFreeKeys(JsonNode schema) {
    JsonNode more = schema.path("additionalProperties");
    return more.isObject() || more.asBoolean();
  }

  private static boolean takesAnyKey(JsonNode schema) {
    return hasFreeKeys(schema) || schema.path(PRESERVE).asBoolean();
  }

  private static JsonNode values(JsonNode schema) {
    JsonNode more = schema.path("additionalProperties");
    return more.isObject() ? more : MissingNode.getInstance();
  }

  private static String type(JsonNode schema) {
    if (schema.has("$ref")) {
      return schema.path("$ref").asText();
    }
    return schema.path("x-kubernetes-int-or-string").asBoolean()
        ? "int-or-string"
        : schema.path("type").asText("any");
  }

  private static Set<String> names(JsonNode properties) {
    Set<String> names = new TreeSet<>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
