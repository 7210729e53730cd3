package dev.jetway.backend.view;

import dev.jetway.kube.QueryString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The selectors of a request as the provider understands them. Thread-safe.
 *
 * <p>A field selector's {@code metadata.namespace} gets the provider's namespace; all else, also
 * what the provider will refuse, goes on as it came. A request for all namespaces is limited by the
 * cluster's own label, which stands first, so that nothing in the caller's selector can undo it.
 *
 * <p>Where the provider's namespace is shared, origin labels stand for what the fields would say:
 * the cluster's and the consumer namespace's always, and in place of {@code metadata.name} and
 * {@code metadata.namespace}, which mean something else there.
 */
public final class SelectorView {
  private static final String FIELD_SELECTOR = "fieldSelector";
  private static final String LABEL_SELECTOR = "labelSelector";
  private static final String NAMESPACE = "metadata.namespace";
  private static final String NAME = "metadata.name";
  private static final List<String> OPERATORS = List.of("!=", "==", "=");

  private SelectorView() {}

  /** A requirement on a field: a plain one has a value that needs no escapes. */
  private record Term(String field, String operator, String value) {
    /** Reads a term on one of these fields; empty if it is none, or not plain. */
    static Optional<Term> of(String term, String field) {
      if (!term.startsWith(field)) {
        return Optional.empty();
      }
      String rest = term.substring(field.length());
      for (String operator : OPERATORS) {
        if (rest.startsWith(operator)) {
          String value = rest.substring(operator.length());
          return value.indexOf('\\') >= 0 || value.indexOf('=') >= 0
              ? Optional.empty()
              : Optional.of(new Term(field, operator, value));
        }
      }
      return Optional.empty();
    }

    String asLabel(String label) {
      String wanted = value.isEmpty() ? "" : Shortened.toLabelValue(value);
      return label + operator + wanted;
    }
  }

  /** The provider's query of a list, watch or deletecollection. */
  public static QueryString toProvider(QueryString query, ViewScope scope) {
    if (scope.mapping().isShared()) {
      return shared(query, scope);
    }
    QueryString changed = query;
    if (query.first(FIELD_SELECTOR).isPresent()) {
      String fields = query.first(FIELD_SELECTOR).get();
      changed = changed.with(FIELD_SELECTOR, fields(fields, scope.mapping()));
    }
    return scope.namespace().isEmpty()
        ? limited(changed, List.of(Origin.CLUSTER + "=" + scope.cluster().name()))
        : changed;
  }

  private static QueryString shared(QueryString query, ViewScope scope) {
    List<String> labels = new ArrayList<>();
    labels.add(Origin.CLUSTER + "=" + scope.cluster().name());
    if (!scope.namespace().isEmpty()) {
      labels.add(Origin.NAMESPACE + "=" + scope.namespace());
    }
    List<String> kept = new ArrayList<>();
    for (String term : terms(query.first(FIELD_SELECTOR).orElse(""))) {
      Optional<String> label =
          Term.of(term, NAMESPACE)
              .map(known -> known.asLabel(Origin.NAMESPACE))
              .or(() -> Term.of(term, NAME).map(known -> known.asLabel(Origin.NAME)));
      label.ifPresentOrElse(labels::add, () -> kept.add(term));
    }
    QueryString changed =
        kept.stream().allMatch(String::isEmpty)
            ? query.without(FIELD_SELECTOR)
            : query.with(FIELD_SELECTOR, String.join(",", kept));
    return limited(changed, labels);
  }

  private static QueryString limited(QueryString query, List<String> requirements) {
    String theirs = query.first(LABEL_SELECTOR).orElse("");
    String own = String.join(",", requirements);
    return query.with(LABEL_SELECTOR, theirs.isEmpty() ? own : own + "," + theirs);
  }

  /** A field selector in the provider's terms. */
  static String fields(String selector, NamespaceMapping mapping) {
    List<String> terms = new ArrayList<>();
    for (String term : terms(selector)) {
      terms.add(
          Term.of(term, NAMESPACE)
              .filter(known -> !known.value().isEmpty())
              .map(known -> NAMESPACE + known.operator() + mapping.toProvider(known.value()))
              .orElse(term));
    }
    return String.join(",", terms);
  }

  private static List<String> terms(String selector) {
    List<String> terms = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < selector.length(); i++) {
      char c = selector.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == ',') {
        terms.add(selector.substring(start, i));
        start = i + 1;
      }
    }
    terms.add(selector.substring(start));
    return terms;
  }
}
