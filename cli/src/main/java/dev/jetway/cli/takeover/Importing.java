package dev.jetway.cli.takeover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.SettingsException;
import dev.jetway.cli.cluster.PagedList;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.OriginLabels;
import dev.jetway.tunnel.offer.OfferRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Goes through the objects of a namespace, and changes labels or tries it. Stopped anywhere, the
 * same again finishes. For one thread.
 */
final class Importing {
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String SINGLE = "Single";
  private static final int MOST_ATTEMPTS = 5;
  private static final int CONFLICT = 409;

  private final ApiServerClient client;
  private final Takeover takeover;
  private final String namespace;
  private final boolean dryRun;

  /**
   * In one namespace of a control plane.
   *
   * @param dryRun whether the control plane is only asked what it would say
   */
  Importing(ApiServerClient client, Takeover takeover, String namespace, boolean dryRun) {
    this.client = client;
    this.takeover = takeover;
    this.namespace = namespace;
    this.dryRun = dryRun;
  }

  /**
   * What became of one object.
   *
   * @param api {@code plural.group}, or {@code namespaces}
   * @param object its name at the control plane
   * @param called what the consumer calls it
   */
  record Line(String api, String object, Takeover.Called called, Verdict verdict) {}

  /**
   * Does it, the namespace last: the cluster sees all objects at once, or none.
   *
   * @throws SettingsException if the namespace cannot be one for all objects; nothing is changed
   *     then
   */
  List<Line> run(OfferRule offers, String clusterLabel) {
    ObjectNode found =
        client
            .find(path())
            .orElseThrow(() ->
                SettingsException.of(
                    "the control plane has no namespace \"" + namespace + "\": nothing to import"));
    checkNamespace(found);
    List<Line> lines = new ArrayList<>();
    for (OfferedApi api : OfferedApi.all(client, offers)) {
      String collection = api.collection(namespace);
      PagedList.forEach(
          client, collection, clusterLabel, object -> lines.add(take(api, collection, object)));
    }
    lines.add(namespaceLine(found));
    return List.copyOf(lines);
  }

  private Line take(OfferedApi api, String collection, ObjectNode object) {
    String name = object.at("/metadata/name").asText();
    return new Line(api.resource(), name, takeover.called(object), settle(api, collection, object));
  }

  /** Somebody may change it at the same time: then what it is now is judged again. */
  private Verdict settle(OfferedApi api, String collection, ObjectNode first) {
    String path = collection + "/" + first.at("/metadata/name").asText();
    ObjectNode object = first;
    for (int attempt = 1; ; attempt++) {
      Verdict verdict = takeover.judge(object, api.prefix());
      if (!(verdict instanceof Verdict.Import(Map<String, String> labels))) {
        return verdict;
      }
      try {
        patch(path, object, labels);
        return verdict;
      } catch (StatusException e) {
        if (e.status().code() != CONFLICT || attempt == MOST_ATTEMPTS) {
          return new Verdict.Refused("the control plane says: " + e.status().message());
        }
        Optional<ObjectNode> now = client.find(path);
        if (now.isEmpty()) {
          return new Verdict.Refused("it was deleted meanwhile");
        }
        object = now.get();
      }
    }
  }

  private void patch(String path, JsonNode object, Map<String, String> labels) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata");
    for (String precondition : List.of("uid", "resourceVersion")) {
      metadata.set(precondition, object.path("metadata").path(precondition));
    }
    ObjectNode wanted = metadata.putObject("labels");
    labels.forEach(wanted::put);
    if (dryRun) {
      client.dryPatch(path, MERGE_PATCH, patch);
    } else {
      client.patch(path, MERGE_PATCH, patch);
    }
  }

  private void checkNamespace(JsonNode found) {
    JsonNode labels = found.at("/metadata/labels");
    String cluster = labels.path(OriginLabels.CLUSTER).asText();
    if (!cluster.isEmpty()) {
      throw SettingsException.of(
          "namespace \"%s\" is the one of a namespace of cluster \"%s\": it cannot be one for all objects"
              .formatted(namespace, cluster));
    }
    if (namespace.startsWith("kube-")) {
      throw SettingsException.of(
          "namespace \"" + namespace + "\" is Kubernetes' own: consumer clusters may not have it");
    }
  }

  private Line namespaceLine(ObjectNode found) {
    Map<String, String> wanted = Map.of(OriginLabels.MANAGED, "true", OriginLabels.MAPPING, SINGLE);
    JsonNode labels = found.at("/metadata/labels");
    boolean there =
        wanted.entrySet().stream()
            .allMatch(entry -> labels.path(entry.getKey()).asText().equals(entry.getValue()));
    if (!there) {
      patch(path(), found, wanted);
    }
    return new Line(
        "namespaces",
        namespace,
        new Takeover.Called("", ""),
        there ? new Verdict.Unchanged() : new Verdict.Import(wanted));
  }

  private String path() {
    return "/api/v1/namespaces/" + namespace;
  }
}
