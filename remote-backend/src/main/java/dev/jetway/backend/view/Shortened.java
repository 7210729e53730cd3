package dev.jetway.backend.view;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Texts that fit where Kubernetes allows 63 characters: what is longer keeps its beginning and ends
 * in a hash of the whole.
 */
final class Shortened {
  private static final int MAX = 63;
  private static final int DIGITS = 10;
  private static final Pattern LABEL_VALUE =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
  private static final Pattern NOT_IN_LABEL_VALUE = Pattern.compile("[^-A-Za-z0-9_.]");

  private Shortened() {}

  /** The text itself, or exactly 63 characters that stand for it. */
  static String to63(String text) {
    return text.length() <= MAX ? text : hashed(text, text);
  }

  /** The text itself if it is a label value, or a label value that stands for it. */
  static String toLabelValue(String text) {
    if (LABEL_VALUE.matcher(text).matches()) {
      return text;
    }
    String allowed = NOT_IN_LABEL_VALUE.matcher(text).replaceAll("-");
    return hashed(
        LABEL_VALUE.matcher(allowed.substring(0, 1)).matches() ? allowed : "x" + allowed, text);
  }

  private static String hashed(String beginning, String whole) {
    int kept = Math.min(beginning.length(), MAX - DIGITS - 1);
    return beginning.substring(0, kept) + "-" + hash(whole);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, DIGITS / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
