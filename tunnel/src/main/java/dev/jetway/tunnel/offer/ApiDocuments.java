package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.AggregatedDiscovery;
import dev.jetway.kube.AggregatedDiscovery.Served;
import dev.jetway.kube.GroupDiscovery;
import dev.jetway.kube.VersionPriority;
import dev.jetway.tunnel.Offers.OfferedVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an ordinary client of a control plane that has nothing but what is offered reads first: the
 * indexes of discovery and OpenAPI. Of the core group it has namespaces, to be read. Immutable.
 */
public final class ApiDocuments {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Document coreVersions;
  private final Document core;
  private final Document aggregatedCore;
  private final Document groupList;
  private final Document aggregated;
  private final Document openApiV3Root;
  private final Map<String, Document> groups = new HashMap<>();

  ApiDocuments(List<OfferedVersion> offered) {
    List<OfferedVersion> versions = new ArrayList<>(offered);
    versions.sort(
        Comparator.comparing(OfferedVersion::group)
            .thenComparing(OfferedVersion::version, new VersionPriority()));
    ObjectNode namespaces = namespaces();
    coreVersions = document(coreVersions());
    core = document(namespaces);
    aggregatedCore =
        document(AggregatedDiscovery.list(List.of(new Served("", "v1", namespaces)), "v2"));
    List<Served> served =
        versions.stream()
            .map(each -> new Served(each.group(), each.version(), each.resources()))
            .toList();
    aggregated = document(AggregatedDiscovery.list(served, "v2"));
    groupList = document(GroupDiscovery.list(served));
    GroupDiscovery.groups(served).forEach((name, group) -> groups.put(name, document(group)));
    openApiV3Root = document(openApiV3Root(versions));
  }

  /** What {@code /api} answers. */
  public Document coreVersions(boolean inAggregate) {
    return inAggregate ? aggregatedCore : coreVersions;
  }

  /** What {@code /api/v1} answers. */
  public Document core() {
    return core;
  }

  /** What {@code /apis} answers. */
  public Document groupList(boolean inAggregate) {
    return inAggregate ? aggregated : groupList;
  }

  /** What {@code /apis/<group>} answers, if anything of it is offered. */
  public Optional<Document> group(String name) {
    return Optional.ofNullable(groups.get(name));
  }

  /** What {@code /openapi/v3} answers. */
  public Document openApiV3Root() {
    return openApiV3Root;
  }

  private static Document document(JsonNode node) {
    return Document.of(node.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode coreVersions() {
    ObjectNode versions = JSON.objectNode().put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    versions.putArray("serverAddressByClientCIDRs");
    return versions;
  }

  private static ObjectNode namespaces() {
    ObjectNode list = JSON.objectNode().put("kind", "APIResourceList").put("groupVersion", "v1");
    ObjectNode namespaces = list.putArray("resources").addObject();
    namespaces
        .put("name", "namespaces")
        .put("singularName", "namespace")
        .put("namespaced", false)
        .put("kind", "Namespace");
    namespaces.putArray("verbs").add("get").add("list").add("watch");
    namespaces.putArray("shortNames").add("ns");
    return list;
  }

  private static ObjectNode openApiV3Root(List<OfferedVersion> versions) {
    ObjectNode root = JSON.objectNode();
    ObjectNode paths = root.putObject("paths");
    for (OfferedVersion version : versions) {
      String path = new GroupVersion(version.group(), version.version()).path();
      paths
          .putObject(path)
          .put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + version.openApiV3Hash());
    }
    return root;
  }
}
