package dev.jetway.e2e.differential;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The one table of differences that there are for a reason. An entry that a run does not need makes
 * the test fail, so that none outlives its reason; except for those that say they come {@code
 * byChance}. Thread-safe.
 */
final class KnownDifferences {
  private final List<Known> table;
  private final Set<Known> used = ConcurrentHashMap.newKeySet();

  /** An entry; patterns are searched for, and an empty one fits all. */
  private record Known(
      String reason,
      boolean byChance,
      Pattern request,
      Pattern place,
      Pattern direct,
      Pattern through) {
    boolean fits(Difference difference) {
      return request.matcher(difference.request()).find()
          && place.matcher(difference.place()).find()
          && direct.matcher(difference.direct()).find()
          && through.matcher(difference.through()).find();
    }
  }

  private KnownDifferences(List<Known> table) {
    this.table = table;
  }

  /** Those of one mapping: entries that name none are of all. */
  static KnownDifferences read(String mapping) {
    Object content = Corpus.load(Corpus.folder().resolve("known-differences.yaml"));
    return new KnownDifferences(
        Corpus.list(content).stream()
            .map(Corpus::map)
            .filter(entry -> isOf(entry, mapping))
            .map(KnownDifferences::known)
            .toList());
  }

  /** Whether a difference is in the table. */
  boolean has(Difference difference) {
    boolean found = false;
    for (Known known : table) {
      if (known.fits(difference)) {
        used.add(known);
        found = true;
      }
    }
    return found;
  }

  int size() {
    return table.size();
  }

  /** The reasons of the entries that no difference needed. */
  List<String> unused() {
    return table.stream()
        .filter(known -> !known.byChance() && !used.contains(known))
        .map(Known::reason)
        .toList();
  }

  private static boolean isOf(Map<?, ?> entry, String mapping) {
    Object only = entry.get("mapping");
    return only == null || only.equals(mapping);
  }

  private static Known known(Map<?, ?> entry) {
    String reason = String.valueOf(entry.get("reason"));
    if (entry.get("reason") == null) {
      throw new IllegalArgumentException("a known difference has no reason: " + entry);
    }
    return new Known(
        reason,
        entry.get("byChance") != null,
        pattern(entry, "request"),
        pattern(entry, "place"),
        pattern(entry, "direct"),
        pattern(entry, "through"));
  }

  private static Pattern pattern(Map<?, ?> entry, String key) {
    Object text = entry.get(key);
    return Pattern.compile(text == null ? "" : text.toString(), Pattern.DOTALL);
  }
}
