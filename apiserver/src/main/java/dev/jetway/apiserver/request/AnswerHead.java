package dev.jetway.apiserver.request;

import dev.jetway.kube.StreamedResponse;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;

/**
 * Which headers of an answer reach the caller.
 *
 * <p>Only those named here: kube-apiserver adds its own {@code Audit-Id}, {@code Cache-Control} and
 * flow control headers, and adds means that callers would see two of each. {@code Content-Length}
 * is left out, because kube-apiserver holds back what has one. {@code Retry-After} goes along with
 * 429, and with the 504 of a resourceVersion that the provider has not reached, only: client-go
 * repeats whatever carries it ten times.
 */
final class AnswerHead {
  private static final Set<HttpHeader> FORWARDED =
      EnumSet.of(
          HttpHeader.CONTENT_TYPE,
          HttpHeader.CONTENT_ENCODING,
          HttpHeader.ETAG,
          HttpHeader.LAST_MODIFIED,
          HttpHeader.VARY);
  private static final String WARNING = "warning";

  private AnswerHead() {}

  static void copy(StreamedResponse answer, Response response) {
    response.setStatus(answer.status());
    HttpFields.Mutable headers = response.getHeaders();
    for (HttpField field : answer.headers()) {
      if (isForwarded(field, answer.status())) {
        headers.add(field);
      }
    }
  }

  /** What a watch over WebSocket says of itself: its warnings. It has no content type. */
  static void copyWarnings(StreamedResponse answer, Response response) {
    answer.headers().stream()
        .filter(field -> field.getLowerCaseName().equals(WARNING))
        .forEach(response.getHeaders()::add);
  }

  private static boolean isForwarded(HttpField field, int status) {
    HttpHeader header = field.getHeader();
    if (header == HttpHeader.RETRY_AFTER) {
      return status == 429 || status == 504;
    }
    return header == null
        ? field.getLowerCaseName().equals(WARNING)
        : FORWARDED.contains(header) || header.lowerCaseName().equals(WARNING);
  }
}
