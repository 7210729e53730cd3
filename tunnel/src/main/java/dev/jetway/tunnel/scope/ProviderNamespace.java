package dev.jetway.tunnel.scope;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.tunnel.OriginLabels;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * A namespace of the control plane that holds objects of one consumer namespace, or of many.
 *
 * @param name its name
 * @param uid its UID
 * @param cluster whose it is; empty if it is nobody's, or many may use it
 * @param consumerNamespace which namespace there
 * @param shared whether it holds objects of all namespaces of a cluster, or of several
 * @param terminating whether it is being deleted
 * @param created when it was made
 */
record ProviderNamespace(
    String name,
    String uid,
    String cluster,
    String consumerNamespace,
    boolean shared,
    boolean terminating,
    Instant created) {
  /** The value of {@link OriginLabels#MAPPING} on a shared one. */
  static final String SINGLE = "Single";

  static ProviderNamespace of(JsonNode namespace) {
    JsonNode metadata = namespace.path("metadata");
    JsonNode labels = metadata.path("labels");
    boolean managed = labels.path(OriginLabels.MANAGED).asText().equals("true");
    boolean shared = managed && labels.path(OriginLabels.MAPPING).asText().equals(SINGLE);
    return new ProviderNamespace(
        metadata.path("name").asText(),
        metadata.path("uid").asText(),
        managed && !shared ? labels.path(OriginLabels.CLUSTER).asText() : "",
        managed ? labels.path(OriginLabels.NAMESPACE).asText() : "",
        shared,
        metadata.hasNonNull("deletionTimestamp"),
        created(metadata.path("creationTimestamp").asText()));
  }

  boolean isOf(String otherCluster) {
    return cluster.equals(otherCluster);
  }

  boolean isOlderThan(Duration age, Instant now) {
    return created.plus(age).isBefore(now);
  }

  private static Instant created(String timestamp) {
    try {
      return Instant.parse(timestamp);
    } catch (DateTimeParseException _) {
      return Instant.EPOCH;
    }
  }
}
