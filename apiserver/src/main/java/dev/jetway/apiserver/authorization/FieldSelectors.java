package dev.jetway.apiserver.authorization;

import dev.jetway.apiserver.authorization.SelectorRequirement.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads field selectors ({@code a=b,c!=d}; {@code \} escapes {@code \}, {@code ,} and {@code =}) as
 * {@code k8s.io/apimachinery/pkg/fields} does.
 *
 * <p>A selector that cannot be read gives no requirements: a question about more than is wanted is
 * a safe one.
 */
final class FieldSelectors {
  private FieldSelectors() {}

  static List<SelectorRequirement> requirements(String selector) {
    List<SelectorRequirement> requirements = new ArrayList<>();
    int start = 0;
    boolean escaped = false;
    for (int i = 0; i <= selector.length(); i++) {
      if (i < selector.length() && escaped) {
        escaped = false;
      } else if (i < selector.length() && selector.charAt(i) == '\\') {
        escaped = true;
      } else if (i == selector.length() || selector.charAt(i) == ',') {
        if (i > start && !term(selector.substring(start, i), requirements)) {
          return List.of();
        }
        start = i + 1;
      }
    }
    return requirements;
  }

  private static boolean term(String term, List<SelectorRequirement> requirements) {
    for (int i = 0; i < term.length(); i++) {
      if (term.startsWith("!=", i)) {
        requirements.add(requirement(term, i, i + 2, Operator.NOT_IN));
        return true;
      }
      if (term.charAt(i) == '=') {
        int value = term.startsWith("==", i) ? i + 2 : i + 1;
        requirements.add(requirement(term, i, value, Operator.IN));
        return true;
      }
    }
    return false;
  }

  private static SelectorRequirement requirement(
      String term, int keyEnd, int valueStart, Operator operator) {
    return new SelectorRequirement(
        term.substring(0, keyEnd), operator, List.of(unescaped(term.substring(valueStart))));
  }

  private static String unescaped(String value) {
    StringBuilder plain = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) == '\\' && i + 1 < value.length()) {
        i++;
      }
      plain.append(value.charAt(i));
    }
    return plain.toString();
  }
}
