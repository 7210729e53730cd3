package dev.jetway.apiserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.ApiCatalog.Document;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A catalog as kube-apiserver v1.36 describes a custom resource with status and scale. */
public final class SampleApis {
  private SampleApis() {}

  /** Two versions of databases, v1 preferred. */
  public static ApiCatalog catalog() {
    return new ApiCatalog(
        List.of(version("v1"), version("v1beta1")),
        document("{\"swagger\":\"2.0\",\"paths\":{}}", "2222"));
  }

  /** JSON, parsed. */
  public static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ApiVersion version(String version) {
    return new ApiVersion(
        "example.org",
        version,
        json(
            """
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"example.org/%s","resources":[
              {"name":"databases","singularName":"database","namespaced":true,"kind":"Database",
               "verbs":["delete","deletecollection","get","list","patch","create","update","watch"],
               "shortNames":["db"],"categories":["claim","all"],"storageVersionHash":"bAzdQ4LtYtk="},
              {"name":"databases/status","singularName":"","namespaced":true,"kind":"Database",
               "verbs":["get","patch","update"]},
              {"name":"databases/scale","singularName":"","namespaced":true,"group":"autoscaling",
               "version":"v1","kind":"Scale","verbs":["get","patch","update"]}]}
            """
                .formatted(version)),
        Map.of("databases", List.of()),
        document("{\"openapi\":\"3.0.0\",\"x\":\"" + version + "\"}", "3333" + version));
  }

  private static Document document(String json, String hash) {
    return new Document(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), hash);
  }
}
