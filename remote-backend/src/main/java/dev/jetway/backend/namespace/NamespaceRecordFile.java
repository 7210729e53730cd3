package dev.jetway.backend.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * {@link NamespaceRecord} as compressed JSON:
 *
 * <pre>
 * {"controlPlaneId", "cluster", "coverage", "resourceVersion", "names": [...], "leaving": {name: mark}}
 * </pre>
 */
final class NamespaceRecordFile {
  private static final int MAX_UNPACKED = 64 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private NamespaceRecordFile() {}

  static byte[] write(NamespaceRecord record) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("controlPlaneId", record.owner().controlPlaneId());
    root.put("cluster", record.owner().cluster());
    root.put("coverage", record.coverage().name());
    root.put("resourceVersion", record.resourceVersion());
    ArrayNode names = root.putArray("names");
    record.names().forEach(names::add);
    ObjectNode leaving = root.putObject("leaving");
    record.leaving().forEach(leaving::put);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(JSON.writeValueAsBytes(root));
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #write} made.
   *
   * @throws IOException if it is something else, or unpacks to more than 64 MiB
   * @throws IllegalArgumentException if its coverage is none of ours
   */
  static NamespaceRecord read(byte[] file) throws IOException {
    byte[] json;
    try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(file))) {
      json = unpacked.readNBytes(MAX_UNPACKED + 1);
    }
    if (json.length > MAX_UNPACKED) {
      throw new IOException("the record of namespaces is too large");
    }
    JsonNode root = JSON.readTree(json);
    Set<String> names = new HashSet<>();
    root.path("names").forEach(name -> names.add(name.asText()));
    Map<String, String> leaving = new HashMap<>();
    root.path("leaving")
        .properties()
        .forEach(each -> leaving.put(each.getKey(), each.getValue().asText()));
    return new NamespaceRecord(
        new Owner(root.path("controlPlaneId").asText(), root.path("cluster").asText()),
        Coverage.valueOf(root.path("coverage").asText()),
        root.path("resourceVersion").asText(),
        names,
        leaving);
  }
}
