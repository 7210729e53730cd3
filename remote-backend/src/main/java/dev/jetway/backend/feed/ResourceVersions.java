package dev.jetway.backend.feed;

import dev.jetway.backend.view.SpliceException;
import java.util.OptionalLong;

/**
 * resourceVersions as numbers. Kubernetes lets clients compare those of one resource since 1.35;
 * before it they were numbers all the same.
 */
public final class ResourceVersions {
  private static final int MAX_DIGITS = 18;

  private ResourceVersions() {}

  /** The number; empty if the text is none. */
  public static OptionalLong find(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= MAX_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  /**
   * The number.
   *
   * @throws SpliceException if the text is none
   */
  public static long parse(String text) {
    return find(text)
        .orElseThrow(() -> new SpliceException("a resourceVersion is not a number: " + text));
  }
}
