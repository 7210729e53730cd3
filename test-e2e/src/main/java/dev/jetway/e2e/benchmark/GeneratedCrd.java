package dev.jetway.e2e.benchmark;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A CRD whose schema has as many properties as one wants.
 *
 * @param group its API group
 * @param plural its resource
 * @param properties of {@code spec}, about 150 bytes of schema each
 */
record GeneratedCrd(String group, String plural, int properties) {
  /** Where it is at the control plane, before its name. */
  static final String COLLECTION = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private static final String OFFERED = "connect.jetway.dev/bindable";

  /** {@code <plural>.<group>}. */
  String name() {
    return plural + "." + group;
  }

  /** Its path. */
  String path() {
    return COLLECTION + "/" + name();
  }

  /** Where its objects are. */
  String objects() {
    return "/apis/" + group + "/v1/namespaces/default/" + plural;
  }

  /** A merge patch that offers it, or does so no longer. */
  static String offer(boolean offered) {
    return "{\"metadata\":{\"labels\":{\"%s\":%s}}}"
        .formatted(OFFERED, offered ? "\"true\"" : "null");
  }

  /** As JSON, not offered. */
  String json() {
    String kind = Character.toUpperCase(plural.charAt(0)) + plural.substring(1);
    String schema =
        IntStream.range(0, properties)
            .mapToObj(i ->
                """
                "field%d":{"type":"string","maxLength":%d,"description":"Field %d of the resource as\
                 the cloud's API has it. It can be changed later, but not all at once."}\
                """
                    .formatted(i, i + 10, i))
            .collect(Collectors.joining(","));
    return """
    {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"%s"},
     "spec":{"group":"%s","scope":"Namespaced","names":{"plural":"%s","singular":"%s","kind":"%s","listKind":"%sList"},
      "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
       "schema":{"openAPIV3Schema":{"type":"object","properties":{
        "spec":{"type":"object","properties":{%s}},
        "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}
    """
        .formatted(name(), group, plural, plural, kind, kind, schema);
  }
}
