package dev.jetway.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where access and tokens are reviewed: the cluster's own API server. Thread-safe. */
@FunctionalInterface
public interface Reviewer {
  /**
   * Posts a review and gives it back with its status.
   *
   * @throws dev.jetway.kube.StatusException if the API server refuses it
   * @throws dev.jetway.kube.ApiUnreachableException if it does not answer
   */
  ObjectNode create(String path, JsonNode review);
}
