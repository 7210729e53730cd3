package dev.jetway.cli;

import dev.jetway.tunnel.offer.OfferRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings of simple types, parsed strictly; each throws IllegalArgumentException with why. */
public final class TextValues {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private static final Pattern BYTES = Pattern.compile("([0-9]{1,9})(|Ki|Mi|Gi)");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private TextValues() {}

  /**
   * {@code 250ms}, {@code 5s}, {@code 2m} or {@code 1h}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be a number with ms, s, m or h, such as 5s, was \"" + text + "\"");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** A size in bytes: {@code 1048576}, {@code 512Ki}, {@code 256Mi} or {@code 2Gi}. */
  static long bytes(String text) {
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be a number of bytes, or one with Ki, Mi or Gi, such as 256Mi, was \""
              + text
              + "\"");
    }
    int shift =
        switch (matcher.group(2)) {
          case "Ki" -> 10;
          case "Mi" -> 20;
          case "Gi" -> 30;
          default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }

  /** {@code true} or {@code false}. */
  static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false, was \"" + text + "\"");
    };
  }

  /** A whole number within bounds. */
  static int number(String text, int least, int most) {
    boolean valid = text.matches("[0-9]{1,9}");
    int value = valid ? Integer.parseInt(text) : 0;
    if (!valid || value < least || value > most) {
      throw new IllegalArgumentException(
          "must be a number between " + least + " and " + most + ", was \"" + text + "\"");
    }
    return value;
  }

  /** The UID of a Kubernetes object. */
  static String uid(String text) {
    if (!UID.matcher(text).matches()) {
      throw new IllegalArgumentException("must be the UID of a namespace, was \"" + text + "\"");
    }
    return text;
  }

  /** A file that can be read now. */
  static Path readableFile(String text) {
    Path file = Path.of(text);
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IllegalArgumentException("cannot read file \"" + text + "\"");
    }
    return file;
  }

  /**
   * An RFC 1123 label: what names of clusters and connections are.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static String label(String text) {
    if (!LABEL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "must be at most 63 lower case letters, digits and hyphens, was \"" + text + "\"");
    }
    return text;
  }

  /** What is offered, by the two flags that say it. */
  static OfferRule offers(String selector, String claims, Mistakes mistakes) {
    boolean withClaims = mistakes.parse("offer-claims", () -> bool(claims), false);
    return mistakes.parse(
        "offer-selector",
        () -> OfferRule.parse(selector, withClaims),
        OfferRule.parse(OfferRule.DEFAULT_SELECTOR, withClaims));
  }

  /** Text that is not empty. */
  static String required(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must be given");
    }
    return text;
  }
}
