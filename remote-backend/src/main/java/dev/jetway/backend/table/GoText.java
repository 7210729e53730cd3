package dev.jetway.backend.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * How Go writes values: as {@code fmt.Print} and {@code json.Marshal} do after Kubernetes has read
 * them, integers that fit as {@code int64} and all other numbers as {@code float64}.
 */
final class GoText {
  /** From this exponent on, {@code fmt} writes a float with one. */
  private static final int MAX_PRINTED_EXPONENT = 5;

  private static final int MIN_PRINTED_EXPONENT = -4;
  private static final int MAX_JSON_EXPONENT = 20;
  private static final int MIN_JSON_EXPONENT = -6;

  private GoText() {}

  /** Whether Kubernetes reads a number as an {@code int64}. */
  static boolean isInteger(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong();
  }

  /** What a column of type {@code string} shows. */
  static String print(JsonNode value) {
    if (value.isNull()) {
      return "<no value>";
    } else if (value.isContainerNode()) {
      StringBuilder json = new StringBuilder();
      json(value, json);
      return json.toString();
    } else if (value.isNumber() && !isInteger(value)) {
      return number(value.doubleValue(), MIN_PRINTED_EXPONENT, MAX_PRINTED_EXPONENT, "%s%se%s%02d");
    }
    return value.asText();
  }

  /** A float as {@code json.Marshal} writes it. */
  static String json(double value) {
    return number(value, MIN_JSON_EXPONENT, MAX_JSON_EXPONENT, "%s%se%s%d");
  }

  private static String number(double value, int least, int most, String format) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= least && exponent <= most) {
      return decimal.toPlainString();
    }
    String digits = decimal.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return String.format(
        format, value < 0 ? "-" : "", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static void json(JsonNode value, StringBuilder out) {
    if (value.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      value.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
      Iterator<Map.Entry<String, JsonNode>> members = sorted.entrySet().iterator();
      out.append('{');
      while (members.hasNext()) {
        Map.Entry<String, JsonNode> member = members.next();
        quote(member.getKey(), out);
        out.append(':');
        json(member.getValue(), out);
        out.append(members.hasNext() ? "," : "");
      }
      out.append('}');
    } else if (value.isArray()) {
      out.append('[');
      for (int i = 0; i < value.size(); i++) {
        out.append(i > 0 ? "," : "");
        json(value.get(i), out);
      }
      out.append(']');
    } else if (value.isTextual()) {
      quote(value.textValue(), out);
    } else if (value.isNumber() && !isInteger(value)) {
      out.append(json(value.doubleValue()));
    } else {
      out.append(value.asText());
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          boolean escaped = c < ' ' || "<>&\u2028\u2029".indexOf(c) >= 0;
          out.append(escaped ? String.format("\\u%04x", (int) c) : Character.toString(c));
        }
      }
    }
    out.append('"');
  }
}
