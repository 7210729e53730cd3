package dev.jetway.kube;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.AggregatedDiscovery.Served;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the {@code APIGroup} of each group that is served, and the {@code APIGroupList} of all,
 * from versions in the order of their priority. Pure functions.
 */
public final class GroupDiscovery {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private GroupDiscovery() {}

  /** The list of all groups. */
  public static ObjectNode list(List<Served> versions) {
    ObjectNode list = typed("APIGroupList");
    ArrayNode items = list.putArray("groups");
    groups(versions)
        .values()
        .forEach(group -> items.add(group.remove(List.of("kind", "apiVersion"))));
    return list;
  }

  /** Each group by its name, in the order in which they are first named. */
  public static Map<String, ObjectNode> groups(List<Served> versions) {
    Map<String, ObjectNode> groups = new LinkedHashMap<>();
    for (Served served : versions) {
      ObjectNode version =
          JSON.objectNode()
              .put("groupVersion", served.group() + "/" + served.version())
              .put("version", served.version());
      ObjectNode group =
          groups.computeIfAbsent(served.group(), name -> typed("APIGroup").put("name", name));
      group.withArray("versions").add(version);
      group.putIfAbsent("preferredVersion", version);
    }
    return groups;
  }

  private static ObjectNode typed(String kind) {
    return JSON.objectNode().put("kind", kind).put("apiVersion", "v1");
  }
}
