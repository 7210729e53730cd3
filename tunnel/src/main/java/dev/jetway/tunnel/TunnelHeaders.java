package dev.jetway.tunnel;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpFields;

/**
 * The headers that the two ends of the tunnel say things to each other with, beside HTTP's own. All
 * of them begin with {@code Jetway-}; none goes further than the gateway.
 */
public final class TunnelHeaders {
  /** What every one of them begins with, in lower case. */
  public static final String PREFIX = "jetway-";

  /** The version of the protocol that the dialer speaks, on the session request. */
  public static final String PROTOCOL = "Jetway-Protocol";

  /** The one version that there is. */
  public static final String PROTOCOL_VERSION = "1";

  /** The UID of the consumer's {@code kube-system} namespace, on every request. */
  public static final String CLUSTER_ID = "Jetway-Cluster-Id";

  /** The version of the dialer's software, on the session request. */
  public static final String VERSION = "Jetway-Version";

  /** The consumer's namespace, on requests whose path names a provider namespace. */
  public static final String NAMESPACE = "Jetway-Namespace";

  /**
   * The consumer's name of the object that the path names, where the provider's is another: {@link
   * NamespaceMode.Single}.
   */
  public static final String NAME = "Jetway-Name";

  /** The user on whose behalf, percent-encoded; absent on the connector's own calls. */
  public static final String USER = "Jetway-User";

  /** The user's uid, percent-encoded. */
  public static final String UID = "Jetway-Uid";

  /** One group of the user, percent-encoded; repeated. */
  public static final String GROUP = "Jetway-Group";

  /** One {@code key=value} of the user's extra, both percent-encoded; repeated. */
  public static final String EXTRA = "Jetway-Extra";

  /** Kubernetes' own name for the id that joins the audit logs of both ends. */
  public static final String AUDIT_ID = "Audit-ID";

  private static final String UNRESERVED = "-._~:@";

  private TunnelHeaders() {}

  /** Adds the headers that carry this user. */
  public static void putUser(HttpFields.Mutable headers, UserInfo user) {
    headers.put(USER, encode(user.name()));
    if (!user.uid().isEmpty()) {
      headers.put(UID, encode(user.uid()));
    }
    user.groups().forEach(group -> headers.add(GROUP, encode(group)));
    user.extra()
        .forEach((key, values) ->
            values.forEach(value -> headers.add(EXTRA, encode(key) + "=" + encode(value))));
  }

  /**
   * Reads the user again; empty if there is none.
   *
   * @throws StatusException 400 if a value cannot be decoded, or decodes to control characters
   */
  public static Optional<UserInfo> user(HttpFields headers) {
    List<String> names = headers.getValuesList(USER);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    if (names.size() > 1 || names.getFirst().isEmpty()) {
      throw malformed(USER);
    }
    Map<String, List<String>> extra = new TreeMap<>();
    for (String entry : headers.getValuesList(EXTRA)) {
      int equals = entry.indexOf('=');
      if (equals < 1) {
        throw malformed(EXTRA);
      }
      extra
          .computeIfAbsent(decode(EXTRA, entry.substring(0, equals)), _ -> new ArrayList<>())
          .add(decode(EXTRA, entry.substring(equals + 1)));
    }
    String uid = Optional.ofNullable(headers.get(UID)).orElse("");
    List<String> groups =
        headers.getValuesList(GROUP).stream().map(group -> decode(GROUP, group)).toList();
    return Optional.of(
        new UserInfo(decode(USER, names.getFirst()), decode(UID, uid), groups, extra));
  }

  /** Percent-encodes the UTF-8 of a text, so that any text is a safe header value. */
  static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 8);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (letterOrDigit || UNRESERVED.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(hex(c >> 4)).append(hex(c & 15));
      }
    }
    return encoded.toString();
  }

  private static char hex(int digit) {
    return Character.toUpperCase(Character.forDigit(digit, 16));
  }

  private static String decode(String header, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      int b = text.charAt(i);
      if (b == '%') {
        b = i + 2 < text.length() ? octet(text.charAt(i + 1), text.charAt(i + 2)) : -1;
        i += 2;
      }
      if (b < ' ' || b > 0xff || b == 0x7f) {
        throw malformed(header);
      }
      bytes.put((byte) b);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException _) {
      throw malformed(header);
    }
  }

  /** The octet of two hex digits, negative if one is no digit. */
  private static int octet(char high, char low) {
    return Character.digit(high, 16) << 4 | Character.digit(low, 16);
  }

  private static StatusException malformed(String header) {
    return new StatusException(Status.of(400, "the header " + header + " is malformed"));
  }
}
