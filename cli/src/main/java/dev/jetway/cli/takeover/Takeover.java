package dev.jetway.cli.takeover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.backend.view.Cluster;
import dev.jetway.backend.view.Origin;
import dev.jetway.tunnel.SingleObjectName;
import java.util.Map;

/**
 * Judges objects of a namespace: whether they are a cluster's, and under which name it will see
 * them. Pure.
 *
 * @param cluster the cluster's name at the control plane
 * @param clusterId its identity, of which names are made
 * @param labels where the other product wrote what an object is called
 */
record Takeover(Cluster cluster, String clusterId, SourceLabels labels) {
  /** The consumer's namespace and name of an object, each empty if it does not say. */
  record Called(String namespace, String name) {}

  Called called(JsonNode object) {
    return new Called(label(object, labels.namespace()), label(object, labels.name()));
  }

  /**
   * What becomes of an object.
   *
   * @param prefix what the names of its API begin with
   */
  Verdict judge(JsonNode object, String prefix) {
    String of = label(object, labels.cluster());
    if (!of.equals(clusterId)) {
      return new Verdict.Foreign("it is of the cluster with the identity \"" + of + "\"");
    }
    String owner = label(object, Origin.CLUSTER);
    if (!owner.isEmpty() && !owner.equals(cluster.name())) {
      return new Verdict.Refused(
          "its label %s says that it is of cluster \"%s\"".formatted(Origin.CLUSTER, owner));
    }
    Called called = called(object);
    if (called.namespace().isEmpty() || called.name().isEmpty()) {
      return new Verdict.Refused(
          "it does not carry both labels %s and %s".formatted(labels.namespace(), labels.name()));
    }
    if (!SingleObjectName.isPossible(called.name())) {
      return new Verdict.Refused("no object can have the name \"" + called.name() + "\"");
    }
    String expected = SingleObjectName.of(prefix, called.namespace(), called.name(), clusterId);
    if (!object.at("/metadata/name").asText().equals(expected)) {
      return new Verdict.Refused(
          "an object of this namespace, name and cluster is called " + expected);
    }
    Map<String, String> wanted = Origin.labels(cluster, called.namespace(), called.name());
    boolean there =
        wanted.entrySet().stream()
            .allMatch(entry -> label(object, entry.getKey()).equals(entry.getValue()));
    return there ? new Verdict.Unchanged() : new Verdict.Import(wanted);
  }

  private static String label(JsonNode object, String key) {
    return object.at("/metadata/labels").path(key).asText();
  }
}
