package dev.jetway.apiserver.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * One resource or subresource of a group/version.
 *
 * @param kind what its objects are
 * @param namespaced whether its objects live in namespaces
 * @param verbs the words of what it can do
 */
public record ServedResource(String kind, boolean namespaced, Set<String> verbs) {
  /** Copies the verbs. */
  public ServedResource {
    verbs = Set.copyOf(verbs);
  }

  static ServedResource of(JsonNode apiResource) {
    Set<String> verbs = new HashSet<>();
    apiResource.path("verbs").forEach(verb -> verbs.add(verb.asText()));
    return new ServedResource(
        apiResource.path("kind").asText(), apiResource.path("namespaced").asBoolean(), verbs);
  }
}
