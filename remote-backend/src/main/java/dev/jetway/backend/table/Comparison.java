package dev.jetway.backend.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The comparisons of a filter: of values of one kind, and booleans only for equality. */
enum Comparison {
  EQUAL("=="),
  NOT_EQUAL("!="),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">=");

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  static Optional<Comparison> of(String sign) {
    return Arrays.stream(values()).filter(comparison -> comparison.sign.equals(sign)).findFirst();
  }

  /**
   * Compares.
   *
   * @throws PathFailure if the two cannot be compared so
   */
  boolean holds(JsonNode left, JsonNode right) throws PathFailure {
    Kind kind = Kind.of(left);
    if (kind != Kind.of(right)) {
      throw new PathFailure("incompatible types for comparison");
    }
    if (kind == Kind.BOOLEAN && this != EQUAL && this != NOT_EQUAL) {
      throw new PathFailure("invalid type for comparison");
    }
    int order =
        switch (kind) {
          case BOOLEAN -> Boolean.compare(left.booleanValue(), right.booleanValue());
          case INTEGER -> Long.compare(left.longValue(), right.longValue());
          case FLOAT -> Double.compare(left.doubleValue() + 0.0, right.doubleValue() + 0.0);
          case TEXT -> Arrays.compareUnsigned(utf8(left), utf8(right));
        };
    return switch (this) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  private static byte[] utf8(JsonNode text) {
    return text.textValue().getBytes(StandardCharsets.UTF_8);
  }

  private enum Kind {
    BOOLEAN,
    INTEGER,
    FLOAT,
    TEXT;

    static Kind of(JsonNode value) throws PathFailure {
      if (value.isTextual()) {
        return TEXT;
      } else if (value.isBoolean()) {
        return BOOLEAN;
      } else if (value.isNumber()) {
        return GoText.isInteger(value) ? INTEGER : FLOAT;
      }
      throw new PathFailure("invalid type for comparison");
    }
  }
}
