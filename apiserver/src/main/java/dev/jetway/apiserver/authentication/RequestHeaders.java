package dev.jetway.apiserver.authentication;

import dev.jetway.kube.UserInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/** The user that a front proxy writes into a request's headers. */
final class RequestHeaders {
  private RequestHeaders() {}

  /** The user; empty if no username header has a value. Whether to believe it is not asked here. */
  static Optional<UserInfo> user(HttpFields headers, RequestHeaderSettings settings) {
    String name = first(headers, settings.usernameHeaders());
    if (name.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new UserInfo(
            name,
            first(headers, settings.uidHeaders()),
            all(headers, settings.groupHeaders()),
            extra(headers, settings.extraPrefixes())));
  }

  /** Go's {@code Header.Get}: of each header only its first value counts. */
  private static String first(HttpFields headers, List<String> names) {
    for (String name : names) {
      String value = headers.get(name);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private static List<String> all(HttpFields headers, List<String> names) {
    List<String> values = new ArrayList<>();
    for (String name : names) {
      for (String value : headers.getValuesList(name)) {
        if (!value.isEmpty()) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private static Map<String, List<String>> extra(HttpFields headers, List<String> prefixes) {
    Map<String, List<String>> extra = new HashMap<>();
    for (String prefix : prefixes) {
      for (HttpField field : headers) {
        String name = field.getName();
        if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
          String key = unescaped(name.substring(prefix.length()).toLowerCase(Locale.ROOT));
          String value = field.getValue();
          extra.computeIfAbsent(key, _ -> new ArrayList<>()).add(value == null ? "" : value);
        }
      }
    }
    return extra;
  }

  /** Percent-decoded; a key with a broken escape stays as it is, so that nothing is lost. */
  private static String unescaped(String key) {
    if (key.indexOf('%') < 0) {
      return key;
    }
    byte[] decoded = new byte[key.length()];
    int length = 0;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c != '%') {
        decoded[length++] = (byte) c; // a header's name is ASCII
      } else if (isEscape(key, i)) {
        decoded[length++] = (byte) HexFormat.fromHexDigits(key, i + 1, i + 3);
        i += 2;
      } else {
        return key;
      }
    }
    return new String(decoded, 0, length, StandardCharsets.UTF_8);
  }

  private static boolean isEscape(String key, int at) {
    return at + 2 < key.length()
        && HexFormat.isHexDigit(key.charAt(at + 1))
        && HexFormat.isHexDigit(key.charAt(at + 2));
  }
}
