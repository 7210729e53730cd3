package dev.jetway.apiserver.discovery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.kube.AggregatedDiscovery;
import dev.jetway.kube.AggregatedDiscovery.Served;
import dev.jetway.kube.GroupDiscovery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All documents of one state of the catalog, ready to be sent. Immutable.
 *
 * <p>Only the own groups are ever named: kube-aggregator takes every group/version in {@code
 * /openapi/v3} from any server that lists it.
 */
public final class DiscoveryDocuments {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final boolean known;
  private final TaggedDocument groupList;
  private final TaggedDocument aggregatedV2;
  private final TaggedDocument aggregatedV2Beta1;
  private final TaggedDocument openApiV2;
  private final TaggedDocument openApiV3Root;
  private final Map<String, TaggedDocument> groups = new HashMap<>();
  private final Map<String, TaggedDocument> versions = new HashMap<>();
  private final Map<String, TaggedDocument> openApiV3 = new HashMap<>();

  private DiscoveryDocuments(ApiCatalog catalog) {
    known = catalog.isKnown();
    groupList = TaggedDocument.of(GroupDiscovery.list(served(catalog)));
    aggregatedV2 = TaggedDocument.of(aggregated(catalog, "v2"));
    aggregatedV2Beta1 = TaggedDocument.of(aggregated(catalog, "v2beta1"));
    openApiV2 = TaggedDocument.of(catalog.openApiV2());
    openApiV3Root = TaggedDocument.of(openApiV3Root(catalog));
    GroupDiscovery.groups(served(catalog))
        .forEach((name, group) -> groups.put(name, TaggedDocument.of(group)));
    for (ApiVersion version : catalog.versions()) {
      String name = version.group() + "/" + version.version();
      versions.put(name, TaggedDocument.of(resourceList(version)));
      openApiV3.put(name, TaggedDocument.of(version.openApiV3()));
    }
  }

  /** The documents of a catalog. */
  public static DiscoveryDocuments of(ApiCatalog catalog) {
    return new DiscoveryDocuments(catalog);
  }

  /** Whether it is known what is offered; until then only that can be said. */
  boolean isKnown() {
    return known;
  }

  TaggedDocument groupList() {
    return groupList;
  }

  TaggedDocument aggregatedV2() {
    return aggregatedV2;
  }

  TaggedDocument aggregatedV2Beta1() {
    return aggregatedV2Beta1;
  }

  TaggedDocument openApiV2() {
    return openApiV2;
  }

  TaggedDocument openApiV3Root() {
    return openApiV3Root;
  }

  Optional<TaggedDocument> group(String name) {
    return Optional.ofNullable(groups.get(name));
  }

  Optional<TaggedDocument> version(String group, String version) {
    return Optional.ofNullable(versions.get(group + "/" + version));
  }

  Optional<TaggedDocument> openApiV3(String group, String version) {
    return Optional.ofNullable(openApiV3.get(group + "/" + version));
  }

  /** The paths of everything, for the index. */
  List<String> paths() {
    List<String> paths = new ArrayList<>(List.of("/apis"));
    groups.keySet().forEach(group -> paths.add("/apis/" + group));
    versions.keySet().forEach(version -> paths.add("/apis/" + version));
    openApiV3.keySet().forEach(version -> paths.add("/openapi/v3/apis/" + version));
    paths.addAll(
        List.of(
            "/healthz", "/livez", "/metrics", "/openapi/v2", "/openapi/v3", "/readyz", "/version"));
    return paths.stream().sorted().toList();
  }

  static ObjectNode aggregated(ApiCatalog catalog, String version) {
    return AggregatedDiscovery.list(served(catalog), version);
  }

  private static List<Served> served(ApiCatalog catalog) {
    return catalog.versions().stream()
        .map(served -> new Served(served.group(), served.version(), served.resources()))
        .toList();
  }

  private static ObjectNode resourceList(ApiVersion version) {
    ObjectNode list = JSON.objectNode().put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", version.group() + "/" + version.version());
    list.set("resources", version.resources().path("resources"));
    return list;
  }

  private static ObjectNode openApiV3Root(ApiCatalog catalog) {
    ObjectNode root = JSON.objectNode();
    ObjectNode paths = root.putObject("paths");
    for (ApiVersion version : catalog.versions()) {
      String path = "apis/" + version.group() + "/" + version.version();
      paths
          .putObject(path)
          .put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + version.openApiV3().hash());
    }
    return root;
  }
}
