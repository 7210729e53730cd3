package dev.jetway.backend.offer;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.ApiCatalog.Document;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.PrinterColumn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * {@link LastKnown} as a ZIP archive: an {@code index.json}, and each document as an entry of its
 * own so that its bytes stay as they are.
 *
 * <pre>
 * index.json        {"cluster", "controlPlaneId", "singleNamespace", "clusterId", "openApiV2Hash", "versions": [{"group", "version", "resources", "columns", "openApiV3Hash"}]}
 * openapi-v2.json   the merged OpenAPI v2 document
 * openapi-v3/&lt;n&gt;    the OpenAPI v3 document of the n-th version
 * </pre>
 */
final class LastKnownArchive {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, List<PrinterColumn>>> COLUMNS =
      new TypeReference<>() {};
  private static final String INDEX = "index.json";
  private static final String SINGLE = "singleNamespace";
  private static final String CLUSTER_ID = "clusterId";
  private static final String V2 = "openapi-v2.json";
  private static final String V3 = "openapi-v3/";

  private LastKnownArchive() {}

  static byte[] write(LastKnown lastKnown) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(
          zip,
          INDEX,
          ByteBuffer.wrap(index(lastKnown).toString().getBytes(StandardCharsets.UTF_8)));
      put(zip, V2, lastKnown.catalog().openApiV2().json());
      int n = 0;
      for (ApiVersion version : lastKnown.catalog().versions()) {
        put(zip, V3 + n++, version.openApiV3().json());
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #write} made.
   *
   * @throws IOException if it is something else, or unpacks to more than {@link
   *     OfferSubscription#MAX_DOCUMENT} an entry
   */
  static LastKnown read(byte[] archive) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] content = zip.readNBytes(OfferSubscription.MAX_DOCUMENT + 1);
        if (content.length > OfferSubscription.MAX_DOCUMENT) {
          throw new IOException("entry " + entry.getName() + " is too large");
        }
        entries.put(entry.getName(), content);
      }
    }
    JsonNode index = JSON.readTree(entry(entries, INDEX));
    List<ApiVersion> versions = new ArrayList<>();
    for (JsonNode version : index.path("versions")) {
      if (!(version.path("resources") instanceof ObjectNode resources)) {
        throw new IOException("a version without resources");
      }
      versions.add(
          new ApiVersion(
              version.path("group").asText(),
              version.path("version").asText(),
              resources,
              version.has("columns")
                  ? JSON.convertValue(version.path("columns"), COLUMNS)
                  : Map.of(), // written by a release that did not know them
              new Document(
                  ByteBuffer.wrap(entry(entries, V3 + versions.size())),
                  version.path("openApiV3Hash").asText())));
    }
    Document openApiV2 =
        new Document(ByteBuffer.wrap(entry(entries, V2)), index.path("openApiV2Hash").asText());
    return new LastKnown(
        index.path("cluster").asText(),
        index.path("controlPlaneId").asText(),
        mode(index),
        new ApiCatalog(versions, openApiV2));
  }

  private static NamespaceMode mode(JsonNode index) {
    return index.has(SINGLE)
        ? new NamespaceMode.Single(index.path(SINGLE).asText(), index.path(CLUSTER_ID).asText())
        : new NamespaceMode.PerNamespace();
  }

  private static ObjectNode index(LastKnown lastKnown) {
    ObjectNode index = JSON.createObjectNode();
    index.put("cluster", lastKnown.cluster()).put("controlPlaneId", lastKnown.controlPlaneId());
    if (lastKnown.mode() instanceof NamespaceMode.Single single) {
      index.put(SINGLE, single.namespace()).put(CLUSTER_ID, single.clusterId());
    }
    index.put("openApiV2Hash", lastKnown.catalog().openApiV2().hash());
    ArrayNode versions = index.putArray("versions");
    for (ApiVersion version : lastKnown.catalog().versions()) {
      ObjectNode node =
          versions.addObject().put("group", version.group()).put("version", version.version());
      node.put("openApiV3Hash", version.openApiV3().hash());
      node.set("resources", version.resources());
      node.set("columns", JSON.valueToTree(new TreeMap<>(version.columns())));
    }
    return index;
  }

  private static void put(ZipOutputStream zip, String name, ByteBuffer content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0); // the same content gives the same bytes
    zip.putNextEntry(entry);
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static byte[] entry(Map<String, byte[]> entries, String name) throws IOException {
    byte[] content = entries.get(name);
    if (content == null) {
      throw new IOException("entry " + name + " is missing");
    }
    return content;
  }
}
