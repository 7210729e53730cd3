package dev.jetway.cli.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.SettingsException;
import dev.jetway.kube.ApiServerClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The CRDs of a control plane, and the label by which they are offered. For one thread. */
final class OfferedCrds {
  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final ApiServerClient client;
  private final String key;
  private final String value;

  /**
   * For one control plane.
   *
   * @param label {@code key=value}
   * @throws SettingsException if it has another form
   */
  OfferedCrds(ApiServerClient client, String label) {
    int equals = label.indexOf('=');
    if (equals < 1 || equals == label.length() - 1) {
      throw SettingsException.of("--label: must be key=value, was \"" + label + "\"");
    }
    this.client = client;
    this.key = label.substring(0, equals);
    this.value = label.substring(equals + 1);
  }

  /**
   * The CRDs of these names, or of these groups.
   *
   * @param names {@code resource.group} or {@code group}
   * @throws SettingsException if one of them names no CRD, or one that cannot be offered
   */
  Map<String, ObjectNode> named(List<String> names) {
    Map<String, ObjectNode> all = new LinkedHashMap<>();
    for (JsonNode item : client.get(CRDS).path("items")) {
      all.put(item.at("/metadata/name").asText(), (ObjectNode) item);
    }
    Map<String, ObjectNode> chosen = new LinkedHashMap<>();
    List<String> mistakes = new ArrayList<>();
    for (String name : names) {
      Map<String, ObjectNode> found = new LinkedHashMap<>();
      all.forEach((crdName, crd) -> {
        if (crdName.equals(name) || crd.at("/spec/group").asText().equals(name)) {
          found.put(crdName, crd);
        }
      });
      if (found.isEmpty()) {
        mistakes.add(
            "no CRD \""
                + name
                + "\", and none of this group: see kubectl get customresourcedefinitions");
      }
      chosen.putAll(found);
    }
    chosen.forEach((crdName, crd) -> {
      if (!crd.at("/spec/scope").asText().equals("Namespaced")) {
        mistakes.add(crdName + " is cluster-scoped: only namespaced APIs can be offered");
      }
    });
    if (!mistakes.isEmpty()) {
      throw SettingsException.of(String.join("\n", mistakes));
    }
    return chosen;
  }

  /** Whether a CRD carries the label. */
  boolean isLabelled(JsonNode crd) {
    return crd.at("/metadata/labels").path(key).asText().equals(value);
  }

  void offer(String crd) {
    label(crd, Optional.of(value));
  }

  void unoffer(String crd) {
    label(crd, Optional.empty());
  }

  private void label(String crd, Optional<String> wanted) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode labels = patch.putObject("metadata").putObject("labels");
    wanted.ifPresentOrElse(text -> labels.put(key, text), () -> labels.putNull(key));
    client.patch(CRDS + "/" + crd, MERGE_PATCH, patch);
  }
}
