package dev.jetway.backend.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalInt;

/** A step of a {@link ColumnPath}: from some values to others. */
sealed interface PathStep {
  /** A member of each object. */
  record Field(String name) implements PathStep {}

  /**
   * Elements of each array, by Go's slice expression.
   *
   * @param from empty for the first
   * @param to the one after the last, empty for all
   * @param single whether only the element at {@code from} was asked for
   * @param step empty for 1
   */
  record Slice(OptionalInt from, OptionalInt to, boolean single, OptionalInt step)
      implements PathStep {}

  /** The elements of each array that have such a member. */
  record Having(List<PathStep> path) implements PathStep {
    /** Copies the path. */
    public Having {
      path = List.copyOf(path);
    }
  }

  /** The elements of each array for which a comparison holds. */
  record Where(List<PathStep> left, Comparison comparison, List<PathStep> right)
      implements PathStep {
    /** Copies the paths. */
    public Where {
      left = List.copyOf(left);
      right = List.copyOf(right);
    }
  }

  /** A text, number or boolean of the path itself. */
  record Constant(JsonNode value) implements PathStep {}
}
