package dev.jetway.apiserver.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The consumer's namespaces. Thread-safe. */
public interface Namespaces {
  /** A namespace as the copy at hand has it; empty also while there is no copy yet. */
  Optional<ObjectNode> cached(String name);

  /**
   * A namespace as the API server has it now.
   *
   * @throws dev.jetway.kube.StatusException if the API server refuses to say
   * @throws dev.jetway.kube.ApiUnreachableException if it does not answer
   */
  Optional<ObjectNode> live(String name);
}
