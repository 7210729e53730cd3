package dev.jetway.apiserver.authorization;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One term of a selector.
 *
 * @param key the field or label
 * @param operator how values count
 * @param values empty for {@code Exists} and {@code DoesNotExist}
 */
public record SelectorRequirement(String key, Operator operator, List<String> values) {
  /** The operators that a SubjectAccessReview knows. */
  public enum Operator {
    /** One of the values. */
    IN("In"),
    /** None of the values. */
    NOT_IN("NotIn"),
    /** Any value. */
    EXISTS("Exists"),
    /** No value. */
    DOES_NOT_EXIST("DoesNotExist");

    private final String word;

    Operator(String word) {
      this.word = word;
    }
  }

  /** Copies the values. */
  public SelectorRequirement {
    values = List.copyOf(values);
  }

  ObjectNode toJson(JsonNodeFactory factory) {
    ObjectNode node = factory.objectNode().put("key", key).put("operator", operator.word);
    if (!values.isEmpty()) {
      ArrayNode array = node.putArray("values");
      values.forEach(array::add);
    }
    return node;
  }

  int size() {
    return key.length() + values.stream().mapToInt(String::length).sum();
  }
}
