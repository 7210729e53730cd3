package dev.jetway.tunnel.scope;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.tunnel.OriginLabels;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * A namespace of the control plane that holds objects of one consumer namespace.
 *
 * @param name its name
 * @param uid its UID
 * @param cluster whose it is; empty if it is nobody's
 * @param consumerNamespace which namespace there
 * @param terminating whether it is being deleted
 * @param created when it was made
 */
record ProviderNamespace(
    String name,
    String uid,
    String cluster,
    String consumerNamespace,
    boolean terminating,
    Instant created) {

  static ProviderNamespace of(JsonNode namespace) {
    JsonNode metadata = namespace.path("metadata");
    JsonNode labels = metadata.path("labels");
    boolean managed = labels.path(OriginLabels.MANAGED).asText().equals("true");
    return new ProviderNamespace(
        metadata.path("name").asText(),
        metadata.path("uid").asText(),
        managed ? labels.path(OriginLabels.CLUSTER).asText() : "",
        managed ? labels.path(OriginLabels.NAMESPACE).asText() : "",
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
