package dev.jetway.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Field selectors as {@code k8s.io/apimachinery/pkg/fields} reads them. */
final class FieldSelector {
  private FieldSelector() {}

  /**
   * The value that {@code selector} pins {@code field} to; empty too if the selector is invalid.
   */
  static Optional<String> exactMatch(String selector, String field) {
    Optional<String> found = Optional.empty();
    for (String term : terms(selector)) {
      int operator = operatorAt(term);
      if (operator < 0) {
        return Optional.empty();
      }
      boolean negated = term.charAt(operator) == '!';
      int length = negated || term.startsWith("==", operator) ? 2 : 1;
      Optional<String> value = unescape(term.substring(operator + length));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      if (!negated && found.isEmpty() && term.substring(0, operator).equals(field)) {
        found = value;
      }
    }
    return found;
  }

  /** Sorted, as there: of two that pin the same field the first one counts. */
  private static List<String> terms(String selector) {
    List<String> terms = new ArrayList<>();
    int start = 0;
    boolean escaped = false;
    for (int i = 0; i <= selector.length(); i++) {
      boolean end = i == selector.length();
      if (end || (!escaped && selector.charAt(i) == ',')) {
        if (i > start) {
          terms.add(selector.substring(start, i));
        }
        start = i + 1;
      }
      escaped = !end && !escaped && selector.charAt(i) == '\\';
    }
    terms.sort(null);
    return terms;
  }

  private static int operatorAt(String term) {
    for (int i = 0; i < term.length(); i++) {
      if (term.charAt(i) == '=' || term.startsWith("!=", i)) {
        return i;
      }
    }
    return -1;
  }

  private static Optional<String> unescape(String text) {
    StringBuilder value = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        if (i == text.length() || "\\,=".indexOf(text.charAt(i)) < 0) {
          return Optional.empty();
        }
        value.append(text.charAt(i));
      } else if (c == '=' || c == ',') {
        return Optional.empty();
      } else {
        value.append(c);
      }
    }
    return Optional.of(value.toString());
  }
}
