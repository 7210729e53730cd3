package dev.jetway.backend.cache;

import dev.jetway.backend.feed.Entry;
import dev.jetway.kube.QueryString;
import java.util.List;
import java.util.Optional;

/**
 * Which objects a request is about.
 *
 * @param namespace empty for all
 * @param name empty for all
 * @param labels which labels they have
 */
record Selection(String namespace, String name, LabelSelector labels) {
  private static final String NAME = "metadata.name";
  private static final String NAMESPACE = "metadata.namespace";
  private static final char AFTER_SLASH = '/' + 1;

  /**
   * What a path's namespace and a query's selectors select; empty if only the provider can judge
   * that.
   */
  static Optional<Selection> of(String pathNamespace, QueryString query) {
    Optional<LabelSelector> labels = LabelSelector.parse(query.first("labelSelector").orElse(""));
    if (labels.isEmpty()) {
      return Optional.empty();
    }
    String namespace = pathNamespace;
    String name = "";
    String fields = query.first("fieldSelector").orElse("");
    for (String term : fields.isEmpty() ? new String[0] : fields.split(",", -1)) {
      int equals = term.indexOf('=');
      String field = equals < 0 ? term : term.substring(0, equals);
      String value = equals < 0 ? "" : term.substring(equals + 1);
      value = value.startsWith("=") ? value.substring(1) : value;
      boolean plain = !value.isEmpty() && value.chars().allMatch(Selection::isNameCharacter);
      if (plain && field.equals(NAME) && name.isEmpty()) {
        name = value;
      } else if (plain
          && field.equals(NAMESPACE)
          && (namespace.isEmpty() || namespace.equals(value))) {
        namespace = value;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new Selection(namespace, name, labels.get()));
  }

  /** The part of a sorted list that is in the namespace. */
  List<Entry> narrow(List<Entry> sorted) {
    return namespace.isEmpty()
        ? sorted
        : sorted.subList(
            firstFrom(sorted, namespace + "/"), firstFrom(sorted, namespace + AFTER_SLASH));
  }

  /** Whether it may be about an object of this key. */
  boolean mayMatch(Entry entry) {
    return entry.isIn(namespace) && entry.isNamed(name);
  }

  /** Whether it is about this object. */
  boolean matches(Entry entry) {
    return mayMatch(entry) && (labels.isEverything() || labels.matches(entry.labels()));
  }

  private static int firstFrom(List<Entry> sorted, String key) {
    int low = 0;
    int high = sorted.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted.get(middle).key().compareTo(key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean isNameCharacter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
  }
}
