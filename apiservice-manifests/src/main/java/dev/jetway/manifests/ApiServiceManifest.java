package dev.jetway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * APIServices as JSON: made, compared, repaired. Pure functions.
 *
 * <p>The label {@code kube-aggregator.kubernetes.io/automanaged} belongs to kube-apiserver, which
 * reverts or deletes what carries it: it is never set here.
 */
final class ApiServiceManifest {
  /** Says which connector keeps an APIService right. */
  static final String MANAGED_BY = "connect.jetway.dev/managed-by";

  /** On APIServices that kube-apiserver makes for its own groups and for CRDs. */
  static final String AUTO_MANAGED = "kube-aggregator.kubernetes.io/automanaged";

  /** Its change is what makes kube-apiserver fetch discovery again at once, not within a minute. */
  static final String DISCOVERY_HASH = "connect.jetway.dev/discovery-hash";

  /** Both as kube-apiserver sets them for CRDs, so that kinds sort alike wherever they live. */
  private static final int GROUP_PRIORITY = 1000;

  private static final int VERSION_PRIORITY = 100;

  private static final ObjectMapper JSON = new ObjectMapper();

  private ApiServiceManifest() {}

  /** The APIService of a group/version. */
  static ObjectNode of(String connector, Registrations registrations, ServedApi api) {
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("apiVersion", "apiregistration.k8s.io/v1").put("kind", "APIService");
    ObjectNode metadata = manifest.putObject("metadata").put("name", api.apiServiceName());
    metadata
        .putObject("labels")
        .put("app.kubernetes.io/part-of", "jetway")
        .put(MANAGED_BY, connector);
    metadata.putObject("annotations").put(DISCOVERY_HASH, api.discoveryHash());
    ObjectNode spec = manifest.putObject("spec");
    spec.put("group", api.group()).put("version", api.version());
    spec.put("groupPriorityMinimum", GROUP_PRIORITY).put("versionPriority", VERSION_PRIORITY);
    spec.put(
        "caBundle",
        Base64.getEncoder()
            .encodeToString(registrations.caBundle().getBytes(StandardCharsets.UTF_8)));
    spec.putObject("service")
        .put("namespace", registrations.serviceNamespace())
        .put("name", registrations.serviceName())
        .put("port", registrations.servicePort());
    return manifest;
  }

  /**
   * Whether a connector keeps this APIService; one without any owner is his whose Service it names.
   */
  static boolean isOurs(JsonNode found, String connector, Registrations registrations) {
    String managedBy = found.at("/metadata/labels").path(MANAGED_BY).asText();
    if (!managedBy.isEmpty()) {
      return managedBy.equals(connector);
    }
    JsonNode service = found.at("/spec/service");
    return !isAutoManaged(found)
        && service.path("name").asText().equals(registrations.serviceName())
        && service.path("namespace").asText().equals(registrations.serviceNamespace());
  }

  /** Whether kube-apiserver made it, for a CRD or a group of its own. */
  static boolean isAutoManaged(JsonNode found) {
    return found.at("/metadata/labels").has(AUTO_MANAGED);
  }

  /** Whether everything but the discovery hash is as it should be. */
  static boolean isRight(JsonNode found, ObjectNode wanted) {
    JsonNode spec = found.path("spec");
    for (var field : wanted.get("spec").properties()) {
      if (!field.getValue().equals(spec.path(field.getKey()))) {
        return false;
      }
    }
    for (var label : wanted.at("/metadata/labels").properties()) {
      if (!label.getValue().equals(found.at("/metadata/labels").path(label.getKey()))) {
        return false;
      }
    }
    return !spec.path("insecureSkipTLSVerify").asBoolean() && !isAutoManaged(found);
  }

  /** The discovery hash that is written on it; empty if there is none. */
  static String discoveryHash(JsonNode found) {
    return found.at("/metadata/annotations").path(DISCOVERY_HASH).asText();
  }

  /** What is found with our part made right: others' labels and annotations stay. */
  static ObjectNode repaired(ObjectNode found, ObjectNode wanted) {
    ObjectNode repaired = found.deepCopy();
    repaired.set("spec", wanted.get("spec").deepCopy());
    ObjectNode metadata = repaired.withObject("/metadata");
    ObjectNode labels = metadata.withObject("/labels");
    labels.remove(AUTO_MANAGED);
    labels.setAll((ObjectNode) wanted.at("/metadata/labels"));
    metadata.withObject("/annotations").setAll((ObjectNode) wanted.at("/metadata/annotations"));
    repaired.remove("status");
    return repaired;
  }
}
