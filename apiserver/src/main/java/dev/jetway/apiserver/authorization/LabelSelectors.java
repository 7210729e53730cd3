package dev.jetway.apiserver.authorization;

import dev.jetway.apiserver.authorization.SelectorRequirement.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads label selectors ({@code a=b,c!=d,e in (f,g),!h,i}) as {@code
 * k8s.io/apimachinery/pkg/labels} does.
 *
 * <p>A selector that cannot be read gives no requirements: a question about more than is wanted is
 * a safe one. {@code <} and {@code >} have no counterpart in an access review and are left out.
 */
final class LabelSelectors {
  private static final String KEY = "([A-Za-z0-9][-A-Za-z0-9_./]*)";
  private static final Pattern EQUALITY =
      Pattern.compile(KEY + "\\s*(!=|==|=)\\s*([-A-Za-z0-9_.]*)");
  private static final Pattern SET = Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([^()]*)\\)");
  private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*" + KEY);
  private static final Pattern COMPARISON = Pattern.compile(KEY + "\\s*[<>]\\s*-?[0-9]+");

  private LabelSelectors() {}

  static List<SelectorRequirement> requirements(String selector) {
    List<SelectorRequirement> requirements = new ArrayList<>();
    for (String term : terms(selector)) {
      if (COMPARISON.matcher(term).matches()) {
        continue;
      }
      Optional<SelectorRequirement> requirement = requirement(term);
      if (requirement.isEmpty()) {
        return List.of();
      }
      requirements.add(requirement.get());
    }
    return requirements;
  }

  /** Splits at the commas outside of parentheses. */
  private static List<String> terms(String selector) {
    List<String> terms = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= selector.length(); i++) {
      char c = i == selector.length() ? ',' : selector.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ',' && (depth == 0 || i == selector.length())) {
        String term = selector.substring(start, i).strip();
        if (!term.isEmpty()) {
          terms.add(term);
        }
        start = i + 1;
      }
    }
    return terms;
  }

  private static Optional<SelectorRequirement> requirement(String term) {
    Matcher equality = EQUALITY.matcher(term);
    if (equality.matches()) {
      return Optional.of(
          new SelectorRequirement(
              equality.group(1),
              equality.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN,
              List.of(equality.group(3))));
    }
    Matcher set = SET.matcher(term);
    if (set.matches()) {
      return Optional.of(
          new SelectorRequirement(
              set.group(1),
              set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN,
              values(set.group(3))));
    }
    Matcher existence = EXISTENCE.matcher(term);
    if (existence.matches()) {
      return Optional.of(
          new SelectorRequirement(
              existence.group(2),
              existence.group(1).isEmpty() ? Operator.EXISTS : Operator.DOES_NOT_EXIST,
              List.of()));
    }
    return Optional.empty();
  }

  private static List<String> values(String list) {
    List<String> values = new ArrayList<>();
    for (String value : list.split(",", -1)) {
      values.add(value.strip());
    }
    return values;
  }
}
