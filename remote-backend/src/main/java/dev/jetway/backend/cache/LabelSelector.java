package dev.jetway.backend.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A label selector as {@code k8s.io/apimachinery/pkg/labels} understands it. Immutable.
 *
 * @param requirements all of which must be met
 */
record LabelSelector(List<Requirement> requirements) {
  /** Selects everything. */
  static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  private static final String NAME = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
  private static final String KEY = "((?:[a-z0-9][-a-z0-9.]{0,252}/)?" + NAME + ")";
  private static final String VALUE = "((?:" + NAME + ")?)";
  private static final Pattern EQUALITY = Pattern.compile(KEY + "\\s*(!=|==|=)\\s*" + VALUE);
  private static final Pattern SET =
      Pattern.compile(KEY + "\\s+(in|notin)\\s*\\(([-A-Za-z0-9_.,\\s]*)\\)");
  private static final Pattern EXISTENCE = Pattern.compile("(!?)\\s*" + KEY);
  private static final Pattern SET_VALUE = Pattern.compile(VALUE);
  private static final String OURS = "connect.jetway.dev/";

  /** Words that stand for operators wherever a key could stand. */
  private static final Set<String> KEYWORDS = Set.of("in", "notin");

  /** Copies the list. */
  LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /**
   * One requirement.
   *
   * @param key the label
   * @param wanted whether the label must have one of the values, rather than none of them
   * @param values empty for any value
   */
  record Requirement(String key, boolean wanted, Set<String> values) {
    /** Copies the set. */
    Requirement {
      values = Set.copyOf(values);
    }

    boolean isMet(Map<String, String> labels) {
      String value = labels.get(key);
      boolean has = value != null && (values.isEmpty() || values.contains(value));
      return has == wanted;
    }
  }

  /**
   * Reads a selector; empty if it is none, or one that only the provider can judge: comparisons,
   * and labels that the consumer does not see.
   */
  static Optional<LabelSelector> parse(String selector) {
    List<Requirement> requirements = new ArrayList<>();
    if (selector.isBlank()) {
      return Optional.of(EVERYTHING);
    }
    for (String term : terms(selector)) {
      Optional<Requirement> requirement = requirement(term.strip());
      if (requirement.isEmpty() || requirement.get().key().startsWith(OURS)) {
        return Optional.empty();
      }
      requirements.add(requirement.get());
    }
    return Optional.of(new LabelSelector(requirements));
  }

  boolean isEverything() {
    return requirements.isEmpty();
  }

  boolean matches(Map<String, String> labels) {
    return requirements.stream().allMatch(requirement -> requirement.isMet(labels));
  }

  /** Splits at the commas outside of parentheses. */
  private static List<String> terms(String selector) {
    List<String> terms = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < selector.length(); i++) {
      char c = selector.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ',' && depth == 0) {
        terms.add(selector.substring(start, i));
        start = i + 1;
      }
    }
    terms.add(selector.substring(start));
    return terms;
  }

  private static Optional<Requirement> requirement(String term) {
    Matcher equality = EQUALITY.matcher(term);
    if (equality.matches() && !KEYWORDS.contains(equality.group(1))) {
      return Optional.of(
          new Requirement(
              equality.group(1), !equality.group(3).equals("!="), Set.of(equality.group(4))));
    }
    Matcher set = SET.matcher(term);
    if (set.matches() && !KEYWORDS.contains(set.group(1))) {
      return values(set.group(4))
          .map(values -> new Requirement(set.group(1), set.group(3).equals("in"), values));
    }
    Matcher existence = EXISTENCE.matcher(term);
    return existence.matches() && !KEYWORDS.contains(existence.group(2))
        ? Optional.of(new Requirement(existence.group(2), existence.group(1).isEmpty(), Set.of()))
        : Optional.empty();
  }

  private static Optional<Set<String>> values(String list) {
    Set<String> values = new java.util.HashSet<>();
    for (String value : list.split(",", -1)) {
      if (!SET_VALUE.matcher(value.strip()).matches()) {
        return Optional.empty();
      }
      values.add(value.strip());
    }
    return Optional.of(values);
  }
}
