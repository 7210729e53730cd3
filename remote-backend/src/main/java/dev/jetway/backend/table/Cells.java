package dev.jetway.backend.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Instant;

/** A cell's value, by the type of its column. */
final class Cells {
  private static final double TWO_TO_63 = 0x1p63;

  private Cells() {}

  /** The cell of a value that was found; null where the type does not fit. */
  static JsonNode of(String type, JsonNode value, Instant now) {
    return switch (type) {
      case "string" -> TextNode.valueOf(GoText.print(value));
      case "integer" -> value.isNumber() ? LongNode.valueOf(integer(value)) : NullNode.instance;
      case "number" -> value.isNumber() ? number(value.doubleValue()) : NullNode.instance;
      case "boolean" -> value.isBoolean() ? value : NullNode.instance;
      case "date" ->
          value.isTextual() ? TextNode.valueOf(Age.of(value.textValue(), now)) : NullNode.instance;
      default -> NullNode.instance;
    };
  }

  private static long integer(JsonNode value) {
    if (GoText.isInteger(value)) {
      return value.longValue();
    }
    double number = value.doubleValue();
    // What Go makes of a float that does not fit depends on the machine: this is amd64's.
    return number >= -TWO_TO_63 && number < TWO_TO_63 ? (long) number : Long.MIN_VALUE;
  }

  private static JsonNode number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? LongNode.valueOf((long) value)
        : DecimalNode.valueOf(new BigDecimal(GoText.json(value)));
  }
}
