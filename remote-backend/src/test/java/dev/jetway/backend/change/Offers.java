package dev.jetway.backend.change;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.ApiCatalog.Document;
import dev.jetway.backend.offer.OfferId;
import dev.jetway.kube.VersionPriority;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes offers of one group: {@code things} of v1 with the fields a and b, and so on. */
public final class Offers {
  /** The group of all. */
  public static final String GROUP = "g.example.org";

  private final Map<String, Map<String, List<String>>> versions = new TreeMap<>();
  private boolean published = true;

  /** Adds a resource to a version, with the fields of its spec. */
  public Offers with(String version, String resource, String... fields) {
    versions.computeIfAbsent(version, _ -> new TreeMap<>()).put(resource, List.of(fields));
    return this;
  }

  /** Without any schema, as before the control plane has published it. */
  Offers unpublished() {
    published = false;
    return this;
  }

  /** The offer. */
  public ApiCatalog offer() {
    List<ApiVersion> all = new ArrayList<>();
    ObjectNode v2 = JsonNodeFactory.instance.objectNode();
    versions.forEach((version, resources) -> {
      ObjectNode list = JsonNodeFactory.instance.objectNode().put("kind", "APIResourceList");
      var entries = list.putArray("resources");
      ObjectNode v3 = JsonNodeFactory.instance.objectNode().put("openapi", "3.0.0");
      resources.forEach((resource, fields) -> {
        entry(entries.addObject(), resource, resource);
        entry(entries.addObject(), resource + "/status", resource);
        if (published) {
          String name = version + "." + resource;
          String path = "/apis/%s/%s/%s".formatted(GROUP, version, resource);
          v3.withObject("/paths").putObject(path).put("$ref", "#/components/schemas/" + name);
          v2.withObject("/paths").putObject(path).put("$ref", "#/definitions/" + name);
          schema(v3.withObject("/components/schemas").putObject(name), version, resource, fields);
          schema(v2.withObject("/definitions").putObject(name), version, resource, fields);
        }
      });
      all.add(new ApiVersion(GROUP, version, list, Map.of(), document(v3)));
    });
    all.sort((a, b) -> new VersionPriority().compare(a.version(), b.version()));
    return new ApiCatalog(all, document(v2));
  }

  private static void entry(ObjectNode entry, String name, String resource) {
    entry.put("name", name).put("kind", "K" + resource).put("namespaced", true);
    entry.putArray("verbs").add("get");
  }

  private static void schema(
      ObjectNode schema, String version, String resource, List<String> fields) {
    schema
        .putArray("x-kubernetes-group-version-kind")
        .addObject()
        .put("group", GROUP)
        .put("version", version)
        .put("kind", "K" + resource);
    ObjectNode spec = schema.putObject("properties").putObject("spec").put("type", "object");
    ObjectNode properties = spec.putObject("properties");
    fields.forEach(field -> properties.putObject(field).put("type", "string"));
  }

  private static Document document(ObjectNode json) {
    String text = json.toString();
    return new Document(
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
        Integer.toHexString(text.hashCode()));
  }

  static String schemas(ApiCatalog offer, String version) {
    return offer
        .find(GROUP, version)
        .map(
            found -> StandardCharsets.UTF_8.decode(found.openApiV3().json().duplicate()).toString())
        .orElse("");
  }

  static String id(ApiCatalog offer) {
    return OfferId.of(offer);
  }
}
