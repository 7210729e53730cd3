package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the schemas that a part of an OpenAPI document needs, directly and indirectly. */
final class SchemaReferences {
  private static final String KINDS = "x-kubernetes-group-version-kind";

  private final String prefix;

  /** Follows references that begin with this, for example {@code #/definitions/}. */
  SchemaReferences(String prefix) {
    this.prefix = prefix;
  }

  /** The names that {@code root} refers to, and those that these refer to in {@code schemas}. */
  Set<String> closure(JsonNode root, JsonNode schemas) {
    Set<String> found = new TreeSet<>();
    Deque<JsonNode> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      JsonNode node = open.pop();
      if (node.path("$ref").isTextual() && node.path("$ref").asText().startsWith(prefix)) {
        String name = node.path("$ref").asText().substring(prefix.length());
        if (found.add(name)) {
          open.push(schemas.path(name));
        }
      }
      node.forEach(open::push);
    }
    return found;
  }

  /**
   * Takes the kinds of groups that are not offered out of a schema's {@code
   * x-kubernetes-group-version-kind}: {@code DeleteOptions} and {@code WatchEvent} name every group
   * of the control plane. The core group stays.
   */
  static void keepKinds(ObjectNode schema, OfferedResources offered) {
    if (!(schema.get(KINDS) instanceof ArrayNode kinds)) {
      return;
    }
    Set<String> groups = offered.byGroup().keySet();
    for (var each = kinds.iterator(); each.hasNext(); ) {
      String group = each.next().path("group").asText();
      if (!group.isEmpty() && !groups.contains(group)) {
        each.remove();
      }
    }
    if (kinds.isEmpty()) {
      schema.remove(KINDS);
    }
  }

  /** Copies the named schemas, their kinds limited to what is offered. */
  static void copy(Iterable<String> names, JsonNode from, ObjectNode to, OfferedResources offered) {
    for (String name : names) {
      if (from.get(name) instanceof ObjectNode schema) {
        keepKinds(schema, offered);
        to.set(name, schema);
      }
    }
  }

  /** Copies the entries of {@code paths} that are kept. */
  static ObjectNode keepPaths(JsonNode paths, OpenApiPaths kept, ObjectNode into) {
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      if (kept.keeps(path.getKey())) {
        into.set(path.getKey(), path.getValue());
      }
    }
    return into;
  }
}
