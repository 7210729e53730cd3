package dev.jetway.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes an {@code APIGroupDiscoveryList} of the versions' APIResourceLists. Pure functions. */
public final class AggregatedDiscovery {
  /** The media type of version {@code v2}, as it is asked for and answered. */
  public static final String MEDIA_TYPE =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private AggregatedDiscovery() {}

  /**
   * One group/version that is served.
   *
   * @param group the API group, empty for the core group
   * @param version the API version
   * @param resources its APIResourceList
   */
  public record Served(String group, String version, JsonNode resources) {}

  /**
   * The list in one of its two spellings, which differ in nothing else.
   *
   * @param versions in the order of their priority, those of a group together
   * @param version {@code v2} or {@code v2beta1}
   */
  public static ObjectNode list(List<Served> versions, String version) {
    ObjectNode list = JSON.objectNode();
    list.put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/" + version);
    list.putObject("metadata");
    ArrayNode items = list.putArray("items");
    Map<String, ArrayNode> versionsOfGroups = new LinkedHashMap<>();
    for (Served served : versions) {
      versionsOfGroups
          .computeIfAbsent(served.group(), group -> group(items, group))
          .add(version(served));
    }
    return list;
  }

  private static ArrayNode group(ArrayNode items, String name) {
    ObjectNode group = items.addObject();
    group.putObject("metadata").put("name", name);
    return group.putArray("versions");
  }

  private static ObjectNode version(Served served) {
    ObjectNode version = JSON.objectNode().put("version", served.version());
    Map<String, ObjectNode> resources = new LinkedHashMap<>();
    JsonNode list = served.resources().path("resources");
    for (JsonNode resource : list) {
      String name = resource.path("name").asText();
      if (name.indexOf('/') < 0) {
        resources.put(name, resource(served, name, resource));
      }
    }
    for (JsonNode resource : list) {
      String[] names = resource.path("name").asText().split("/", 2);
      ObjectNode parent = resources.get(names[0]);
      if (names.length == 2 && parent != null) {
        parent.withArray("subresources").add(subresource(served, names[1], resource));
      }
    }
    version.putArray("resources").addAll(resources.values());
    return version.put("freshness", "Current");
  }

  private static ObjectNode resource(Served served, String name, JsonNode from) {
    ObjectNode resource = JSON.objectNode().put("resource", name);
    resource.set("responseKind", responseKind(served, from));
    resource
        .put("scope", from.path("namespaced").asBoolean() ? "Namespaced" : "Cluster")
        .put("singularResource", from.path("singularName").asText(""));
    copy(from, resource, "verbs");
    copy(from, resource, "shortNames");
    copy(from, resource, "categories");
    return resource;
  }

  private static ObjectNode subresource(Served served, String name, JsonNode from) {
    ObjectNode subresource = JSON.objectNode().put("subresource", name);
    subresource.set("responseKind", responseKind(served, from));
    copy(from, subresource, "verbs");
    return subresource;
  }

  /** What is left out of an APIResource is the list's own; a scale is an autoscaling/v1 Scale. */
  private static ObjectNode responseKind(Served served, JsonNode from) {
    String group = from.path("group").asText("");
    String version = from.path("version").asText("");
    boolean own = group.isEmpty() && version.isEmpty();
    return JSON.objectNode()
        .put("group", own ? served.group() : group)
        .put("version", own ? served.version() : version)
        .put("kind", from.path("kind").asText());
  }

  private static void copy(JsonNode from, ObjectNode to, String member) {
    if (from.path(member).isArray() && !from.path(member).isEmpty()) {
      to.set(member, from.path(member));
    }
  }
}
