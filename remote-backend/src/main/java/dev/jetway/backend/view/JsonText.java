package dev.jetway.backend.view;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strings of JSON as bytes: finding their end, comparing, decoding and quoting them. */
final class JsonText {
  static final byte[] NULL = ascii("null");

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonText() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The first place from {@code at} on that holds a quote, a backslash or a control character,
   * eight bytes at a time; {@code end} if there is none.
   */
  static int endOfPlain(byte[] bytes, int at, int end) {
    int i = at;
    for (int wide = end - 8; i <= wide; i += 8) {
      long word = (long) LONGS.get(bytes, i);
      long quote = word ^ (ONES * '"');
      long backslash = word ^ (ONES * '\\');
      long found =
          (((quote - ONES) & ~quote)
                  | ((backslash - ONES) & ~backslash)
                  | ((word - ONES * ' ') & ~word))
              & HIGH;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >> 3);
      }
    }
    while (i < end) {
      byte b = bytes[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        return i;
      }
      i++;
    }
    return end;
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Whether the characters between two quotes, which may hold escapes, say the ASCII text. */
  static boolean says(byte[] bytes, int from, int to, byte[] ascii) {
    if (to - from == ascii.length) {
      return Arrays.equals(bytes, from, to, ascii, 0, ascii.length);
    }
    return to - from > ascii.length
        && hasEscape(bytes, from, to)
        && decode(bytes, from, to).equals(new String(ascii, StandardCharsets.US_ASCII));
  }

  static boolean hasEscape(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  /** The text between two quotes of valid JSON. */
  static String decode(byte[] bytes, int from, int to) {
    if (!hasEscape(bytes, from, to)) {
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder(to - from);
    int plain = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] != '\\') {
        continue;
      }
      text.append(new String(bytes, plain, i - plain, StandardCharsets.UTF_8));
      byte escape = bytes[++i];
      if (escape == 'u') {
        String digits = new String(bytes, i + 1, 4, StandardCharsets.US_ASCII);
        text.append((char) Integer.parseInt(digits, 16));
        i += 4;
      } else {
        text.append(unescaped(escape));
      }
      plain = i + 1;
    }
    return text.append(new String(bytes, plain, to - plain, StandardCharsets.UTF_8)).toString();
  }

  private static char unescaped(byte escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> (char) escape;
    };
  }

  /**
   * The text in quotes, as JSON and as YAML understand it: YAML has no pairs of surrogate escapes,
   * so what is beyond ASCII stays as it is, but for controls and line separators.
   */
  static byte[] quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (needsEscape(c)) {
            quoted.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
              quoted.append(HEX[(c >> shift) & 15]);
            }
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean needsEscape(char c) {
    return Character.isISOControl(c)
        || c == '\u2028'
        || c == '\u2029'
        || c == '\ufeff'
        || c == '\ufffe'
        || c == '\uffff';
  }
}
