package dev.jetway.backend.view;

import dev.jetway.kube.QueryString;
import java.util.ArrayList;
import java.util.List;

/**
 * The selectors of a request as the provider understands them. Thread-safe.
 *
 * <p>A field selector's {@code metadata.namespace} gets the provider's namespace; all else, also
 * what the provider will refuse, goes on as it came. A request for all namespaces is limited by the
 * cluster's own label, which stands first, so that nothing in the caller's selector can undo it.
 */
public final class SelectorView {
  private static final String FIELD_SELECTOR = "fieldSelector";
  private static final String LABEL_SELECTOR = "labelSelector";
  private static final String NAMESPACE = "metadata.namespace";
  private static final List<String> OPERATORS = List.of("!=", "==", "=");

  private SelectorView() {}

  /** The provider's query of a list, watch or deletecollection. */
  public static QueryString toProvider(QueryString query, ViewScope scope) {
    QueryString changed = query;
    if (query.first(FIELD_SELECTOR).isPresent()) {
      String fields = query.first(FIELD_SELECTOR).get();
      changed = changed.with(FIELD_SELECTOR, fields(fields, scope.mapping()));
    }
    if (scope.namespace().isEmpty()) {
      String own = Origin.CLUSTER + "=" + scope.cluster().name();
      String labels = query.first(LABEL_SELECTOR).orElse("");
      changed = changed.with(LABEL_SELECTOR, labels.isEmpty() ? own : own + "," + labels);
    }
    return changed;
  }

  /** A field selector in the provider's terms. */
  static String fields(String selector, NamespaceMapping mapping) {
    List<String> terms = new ArrayList<>();
    for (String term : terms(selector)) {
      terms.add(term(term, mapping));
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

  private static String term(String term, NamespaceMapping mapping) {
    if (!term.startsWith(NAMESPACE)) {
      return term;
    }
    String rest = term.substring(NAMESPACE.length());
    for (String operator : OPERATORS) {
      if (rest.startsWith(operator)) {
        String value = rest.substring(operator.length());
        return value.isEmpty() || value.indexOf('\\') >= 0 || value.indexOf('=') >= 0
            ? term
            : NAMESPACE + operator + mapping.toProvider(value);
      }
    }
    return term;
  }
}
