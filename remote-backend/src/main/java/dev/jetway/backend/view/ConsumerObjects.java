package dev.jetway.backend.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Objects of the provider as trees, and where the consumer sees them. Pure functions. */
public final class ConsumerObjects {
  private ConsumerObjects() {}

  /** Where the consumer sees an object; empty if it must not. */
  public static Optional<ConsumerKey> keyOf(JsonNode object, ViewScope scope) {
    return scope.toConsumer(new TreeOrigin(object.path("metadata")), scope.providerNamespace());
  }

  private record TreeOrigin(JsonNode metadata) implements ObjectOrigin {
    @Override
    public String namespace() {
      return metadata.path("namespace").asText();
    }

    @Override
    public String name() {
      return metadata.path("name").asText();
    }

    @Override
    public String label(String key) {
      return metadata.path("labels").path(key).asText();
    }

    @Override
    public String annotation(String key) {
      return metadata.path("annotations").path(key).asText();
    }
  }
}
