package dev.jetway.backend.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Optional;

/** Trees of what is small and must be understood; numbers keep every digit. */
final class Json {
  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /** The tree of a JSON text; empty if it is not one. */
  static Optional<JsonNode> parse(byte[] bytes, int from, int to) {
    try {
      JsonNode node = MAPPER.readTree(bytes, from, to - from);
      return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  static Optional<JsonNode> parse(byte[] bytes) {
    return parse(bytes, 0, bytes.length);
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
