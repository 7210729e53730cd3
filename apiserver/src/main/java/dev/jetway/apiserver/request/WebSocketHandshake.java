package dev.jetway.apiserver.request;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/**
 * The opening handshake of a WebSocket, judged as kube-apiserver judges it (Go's {@code
 * golang.org/x/net/websocket}): the caller must have an origin, and one subprotocol at most, which
 * may have any name and is granted.
 *
 * @param subprotocol what is granted; empty if nothing was asked for
 */
record WebSocketHandshake(String subprotocol) {
  static final String VERSION = "13";

  /** What Go takes for an origin: anything with a scheme, or a path; not {@code null}. */
  private static final Pattern ORIGIN =
      Pattern.compile("\\*|(/|[a-zA-Z][a-zA-Z0-9+.-]*:)\\P{Cntrl}*");

  /** What becomes of a handshake. */
  sealed interface Verdict {
    /** It is good. */
    record Accepted(WebSocketHandshake handshake) implements Verdict {}

    /**
     * It is refused, as kube-apiserver does: without a Status.
     *
     * @param text the body, which may be empty
     */
    record Refused(int status, String text) implements Verdict {}
  }

  /** Whether a request wants to become a WebSocket. */
  static boolean isWanted(Request request) {
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
        && "websocket".equalsIgnoreCase(request.getHeaders().get(HttpHeader.UPGRADE))
        && request.getHeaders().stream().anyMatch(WebSocketHandshake::namesUpgrade);
  }

  /** Judges a request that wants to become a WebSocket. */
  static Verdict judge(HttpFields headers) {
    if (value(headers, HttpHeader.SEC_WEBSOCKET_KEY).isEmpty()) {
      return new Verdict.Refused(400, "mismatch challenge/response");
    }
    if (!value(headers, HttpHeader.SEC_WEBSOCKET_VERSION).equals(VERSION)) {
      return new Verdict.Refused(400, "missing or bad WebSocket Version");
    }
    if (!ORIGIN.matcher(value(headers, HttpHeader.ORIGIN)).matches()) {
      return new Verdict.Refused(403, "");
    }
    List<String> subprotocols = subprotocols(headers);
    if (subprotocols.size() > 1) {
      return new Verdict.Refused(400, "");
    }
    return new Verdict.Accepted(
        new WebSocketHandshake(subprotocols.isEmpty() ? "" : subprotocols.getFirst()));
  }

  private static List<String> subprotocols(HttpFields headers) {
    String value = value(headers, HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL).strip();
    return value.isEmpty()
        ? List.of()
        : Arrays.stream(value.split(",", -1)).map(String::strip).toList();
  }

  /** The first header of this name, as Go sees it; empty if there is none. */
  private static String value(HttpFields headers, HttpHeader name) {
    return Optional.ofNullable(headers.get(name)).orElse("");
  }

  private static boolean namesUpgrade(HttpField field) {
    return field.getHeader() == HttpHeader.CONNECTION
        && Objects.toString(field.getValue(), "").toLowerCase(Locale.ROOT).contains("upgrade");
  }
}
