package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What must be patched at the provider so that the consumer sees an object as it patched it. */
final class PatchedObject {
  private final ViewScope scope;
  private final String name;

  PatchedObject(ViewScope scope, String name) {
    this.scope = scope;
    this.name = name;
  }

  /**
   * The provider's patch: one operation for each member of the object, and of its metadata, that
   * changes, and one that ties it to the resourceVersion that was read.
   *
   * @param current the provider's present object
   * @param shown what the consumer sees of it
   * @param wanted what the consumer wants to see
   */
  ArrayNode difference(ObjectNode current, JsonNode shown, ObjectNode wanted) {
    ArrayNode operations = Json.NODES.arrayNode();
    JsonNode version = current.path("metadata").path("resourceVersion");
    ObjectNode metadata =
        metadata(
            (ObjectNode) current.path("metadata"), shown.path("metadata"), wanted.path("metadata"));
    if (metadata.path("resourceVersion").equals(version) && version.isTextual()) {
      operation(operations, "replace", "/metadata/resourceVersion").set("value", version);
    }
    compare("/metadata/", current.path("metadata"), metadata, operations);
    ObjectNode rest = wanted.deepCopy();
    rest.set("metadata", current.path("metadata"));
    compare("/", current, rest, operations);
    return operations;
  }

  private ObjectNode metadata(ObjectNode current, JsonNode shown, JsonNode wanted) {
    ObjectNode metadata = wanted.deepCopy();
    scope.checkNamespace(wanted.path("namespace").asText());
    keep(current, metadata, "namespace");
    keep(current, metadata, "ownerReferences");
    if (scope.mapping().isShared() && wanted.path("name").isTextual()) {
      metadata.put("name", scope.nameAtProvider(wanted.path("name").asText()));
    }
    if (!metadata.has("resourceVersion")) {
      keep(current, metadata, "resourceVersion");
    }
    Map<String, String> labels = Origin.labels(scope.cluster(), scope.namespace(), name);
    map("labels", current, metadata, ReservedKeys.LABELS, labels);
    map("annotations", current, metadata, ReservedKeys.ANNOTATIONS, Origin.annotations(name));
    owners(metadata, wanted.path("ownerReferences"));
    JsonNode finalizers = wanted.path("finalizers");
    if (finalizers.equals(shown.path("finalizers"))) {
      keep(current, metadata, "finalizers");
    } else if (finalizers.isArray() || finalizers.isMissingNode()) {
      ArrayNode list = Finalizers.toProvider(finalizers, current.path("finalizers"));
      setUnlessEmpty(metadata, "finalizers", list);
    }
    return metadata;
  }

  private static void keep(ObjectNode current, ObjectNode metadata, String member) {
    metadata.remove(member);
    if (current.has(member)) {
      metadata.set(member, current.get(member));
    }
  }

  /** The wanted entries, and ours as they are or must be. */
  private static void map(
      String member,
      ObjectNode current,
      ObjectNode metadata,
      ReservedKeys reserved,
      Map<String, String> ours) {
    JsonNode wanted = metadata.path(member);
    if (!wanted.isMissingNode() && !wanted.isNull() && !wanted.isObject()) {
      return; // what is no map is the provider's to refuse
    }
    ObjectNode map = Json.NODES.objectNode();
    if (wanted instanceof ObjectNode entries) {
      map.setAll(entries);
      map.remove(reserved.names());
    }
    for (String key : reserved.names()) {
      if (current.path(member).has(key)) {
        map.set(key, current.path(member).get(key));
      }
    }
    ours.forEach(map::put);
    setUnlessEmpty(metadata, member, map);
  }

  private static void owners(ObjectNode metadata, JsonNode wanted) {
    if (!(metadata.path("annotations") instanceof ObjectNode)
        && !metadata.path("annotations").isMissingNode()) {
      return;
    }
    ObjectNode annotations = metadata.withObject("/annotations");
    annotations.remove(Origin.OWNER_REFERENCES);
    if (wanted.isArray()) {
      OwnerReferences.toAnnotation(wanted)
          .ifPresent(text -> annotations.put(Origin.OWNER_REFERENCES, text));
    }
    setUnlessEmpty(metadata, "annotations", annotations);
  }

  private static void setUnlessEmpty(ObjectNode metadata, String member, JsonNode value) {
    metadata.remove(member);
    if (!value.isEmpty()) {
      metadata.set(member, value);
    }
  }

  private static void compare(String path, JsonNode from, JsonNode to, ArrayNode operations) {
    Set<String> members = new LinkedHashSet<>();
    from.fieldNames().forEachRemaining(members::add);
    to.fieldNames().forEachRemaining(members::add);
    for (String member : members) {
      String pointer = path + member.replace("~", "~0").replace("/", "~1");
      if (!to.has(member)) {
        operation(operations, "remove", pointer);
      } else if (!to.get(member).equals(from.path(member))) {
        operation(operations, "add", pointer).set("value", to.get(member));
      }
    }
  }

  private static ObjectNode operation(ArrayNode operations, String op, String path) {
    return operations.addObject().put("op", op).put("path", path);
  }
}
