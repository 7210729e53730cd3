package dev.jetway.backend.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where in an object a column's value is. Immutable.
 *
 * @param steps one after the other
 */
record ColumnPath(List<PathStep> steps) {
  ColumnPath {
    steps = List.copyOf(steps);
  }

  /** The path, if it is understood. */
  static Optional<ColumnPath> parse(String path) {
    return PathParser.parse(path).map(ColumnPath::new);
  }

  /** The first value that it leads to in an object; empty if there is none. */
  Optional<JsonNode> first(JsonNode object) {
    try {
      return walk(List.of(object), steps).stream().findFirst();
    } catch (PathFailure _) {
      return Optional.empty();
    }
  }

  private static List<JsonNode> walk(List<JsonNode> values, List<PathStep> steps)
      throws PathFailure {
    List<JsonNode> now = values;
    for (PathStep step : steps) {
      now =
          switch (step) {
            case PathStep.Field field -> fields(now, field.name());
            case PathStep.Slice slice -> elements(now, slice);
            case PathStep.Having having -> having(now, having);
            case PathStep.Where where -> where(now, where);
            case PathStep.Constant(JsonNode value) -> List.of(value);
          };
    }
    return now;
  }

  private static List<JsonNode> fields(List<JsonNode> values, String name) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode value : values) {
      JsonNode member = value.path(name);
      if (value.isObject() && !member.isMissingNode()) {
        found.add(member);
      }
    }
    return found;
  }

  private static List<JsonNode> elements(List<JsonNode> values, PathStep.Slice slice)
      throws PathFailure {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode value : values) {
      if (value.isNull()) {
        continue;
      }
      if (!value.isArray()) {
        throw new PathFailure("it is not an array");
      }
      int length = value.size();
      int from = slice.from().orElse(0);
      from += from < 0 ? length : 0;
      int to = slice.to().orElse(length);
      to += to < 0 || (to == 0 && slice.single()) ? length : 0;
      if (from == to) {
        return found; // Kubernetes does not look at the other values then
      }
      int step = slice.step().orElse(1);
      if (from < 0 || from >= length || to < 0 || to > length || from > to || step <= 0) {
        throw new PathFailure("the index is out of bounds");
      }
      for (int i = from; i < to; i += step) {
        found.add(value.get(i));
      }
    }
    return found;
  }

  private static List<JsonNode> having(List<JsonNode> values, PathStep.Having having)
      throws PathFailure {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode value : values) {
      for (JsonNode element : array(value)) {
        if (!walk(List.of(element), having.path()).isEmpty()) {
          found.add(element);
        }
      }
    }
    return found;
  }

  private static List<JsonNode> where(List<JsonNode> values, PathStep.Where where)
      throws PathFailure {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode value : values) {
      for (JsonNode element : array(value)) {
        Optional<JsonNode> left = only(walk(List.of(element), where.left()));
        if (left.isEmpty()) {
          continue;
        }
        Optional<JsonNode> right = only(walk(List.of(element), where.right()));
        if (right.isPresent() && where.comparison().holds(left.get(), right.get())) {
          found.add(element);
        }
      }
    }
    return found;
  }

  private static JsonNode array(JsonNode value) throws PathFailure {
    if (!value.isArray()) {
      throw new PathFailure("it is not an array and cannot be filtered");
    }
    return value;
  }

  private static Optional<JsonNode> only(List<JsonNode> values) throws PathFailure {
    if (values.size() > 1) {
      throw new PathFailure("only one value can be compared at a time");
    }
    return values.stream().findFirst();
  }
}
