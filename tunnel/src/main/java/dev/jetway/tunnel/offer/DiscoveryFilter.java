package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/** Limits an {@code APIResourceList} to what is offered. */
final class DiscoveryFilter {
  private DiscoveryFilter() {}

  /** A copy with the resources that are not offered taken out. */
  static ObjectNode filter(ObjectNode list, GroupVersion version, OfferedResources offered) {
    ObjectNode kept = list.deepCopy();
    ArrayNode resources = kept.putArray("resources");
    for (JsonNode resource : list.path("resources")) {
      if (offered.hasName(version, resource.path("name").asText())) {
        resources.add(resource);
      }
    }
    return kept;
  }

  /** Whether every offered resource of the version is in the list yet. */
  static boolean isComplete(ObjectNode list, GroupVersion version, OfferedResources offered) {
    Set<String> listed = new HashSet<>();
    list.path("resources").forEach(resource -> listed.add(resource.path("name").asText()));
    return listed.containsAll(offered.names(version));
  }
}
