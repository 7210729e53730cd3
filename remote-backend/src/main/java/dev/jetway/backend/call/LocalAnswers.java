package dev.jetway.backend.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.StreamedResponse;
import java.nio.charset.StandardCharsets;

/**
 * What is answered here because the provider has nothing of the namespace: the deletion of a
 * consumer namespace must not depend on the link.
 */
final class LocalAnswers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LocalAnswers() {}

  /**
   * An empty list, as full objects or as partial metadata, each in the provider's order.
   *
   * @param resourceVersion the newest that is known to be true of it
   */
  static StreamedResponse emptyList(
      RequestInfo info, ApiVersion version, Accepted accepted, String resourceVersion) {
    ObjectNode list = JSON.createObjectNode();
    if (accepted.partialMetadata()) {
      list.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
      list.putObject("metadata").put("resourceVersion", resourceVersion);
      list.putArray("items");
    } else {
      list.put("apiVersion", version.group() + "/" + version.version());
      list.putArray("items");
      list.put("kind", kind(info, version) + "List");
      list.putObject("metadata").put("continue", "").put("resourceVersion", resourceVersion);
    }
    return new BytesResponse(
        200, "application/json", (list + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String kind(RequestInfo info, ApiVersion version) {
    for (JsonNode resource : version.resources().path("resources")) {
      if (resource.path("name").asText().equals(info.path().resource())) {
        return resource.path("kind").asText();
      }
    }
    return "";
  }
}
