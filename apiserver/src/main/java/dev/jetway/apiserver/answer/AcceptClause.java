package dev.jetway.apiserver.answer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One clause of an Accept header.
 *
 * @param type type and subtype in lower case
 * @param parameters in order, without {@code q}
 * @param quality from 0 to 1
 */
public record AcceptClause(String type, Map<String, String> parameters, double quality) {
  private static final Comparator<AcceptClause> BEST_FIRST =
      (one, other) -> Double.compare(other.quality(), one.quality());

  /**
   * The clauses of a header, best first, else in their order; those that cannot be read left out.
   */
  public static List<AcceptClause> parse(List<String> headers) {
    List<AcceptClause> clauses = new ArrayList<>();
    for (String header : headers) {
      for (String clause : header.split(",", -1)) {
        AcceptClause read = of(clause);
        if (read.quality() > 0 && !read.type().isEmpty()) {
          clauses.add(read);
        }
      }
    }
    clauses.sort(BEST_FIRST);
    return clauses;
  }

  private static AcceptClause of(String clause) {
    String[] parts = clause.split(";", -1);
    Map<String, String> parameters = new LinkedHashMap<>();
    double quality = 1;
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 0) {
        continue;
      }
      String key = parts[i].substring(0, equals).strip();
      String value = parts[i].substring(equals + 1).strip();
      if (key.equals("q")) {
        quality = quality(value);
      } else {
        parameters.put(key, value);
      }
    }
    return new AcceptClause(parts[0].strip().toLowerCase(Locale.ROOT), parameters, quality);
  }

  private static double quality(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException _) {
      return 1;
    }
  }
}
