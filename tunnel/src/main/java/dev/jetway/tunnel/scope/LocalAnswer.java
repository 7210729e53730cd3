package dev.jetway.tunnel.scope;

import dev.jetway.kube.Status;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.offer.Document;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/** An answer that needed nobody else. */
record LocalAnswer(int status, HttpFields headers, Content.Source body)
    implements StreamedResponse {
  private static final String JSON = "application/json";

  static LocalAnswer of(Status status) {
    return json(status.code(), ByteBuffer.wrap(status.toJson()));
  }

  /** What kube-apiserver answers when there was nothing to delete. */
  static LocalAnswer success() {
    return json(
        200,
        StandardCharsets.UTF_8.encode(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\"}\n"));
  }

  /** A document, or 304 if the caller has it. */
  static LocalAnswer of(Document document, HttpFields request) {
    return document(document, JSON, HttpFields.build(), request);
  }

  /** The same in a form that was chosen by what the caller accepts. */
  static LocalAnswer of(Document document, String contentType, HttpFields request) {
    return document(
        document, contentType, HttpFields.build().put(HttpHeader.VARY, "Accept"), request);
  }

  private static LocalAnswer document(
      Document document, String contentType, HttpFields.Mutable headers, HttpFields request) {
    String etag = "\"" + document.hash() + "\"";
    headers.put(HttpHeader.ETAG, etag);
    if (request.getCSV(HttpHeader.IF_NONE_MATCH, true).contains(etag)) {
      return new LocalAnswer(304, headers, Content.Source.from());
    }
    headers.put(HttpHeader.CONTENT_TYPE, contentType);
    return new LocalAnswer(200, headers, Content.Source.from(document.json().duplicate()));
  }

  private static LocalAnswer json(int status, ByteBuffer body) {
    return new LocalAnswer(
        status,
        HttpFields.build().put(HttpHeader.CONTENT_TYPE, JSON).asImmutable(),
        Content.Source.from(body));
  }

  @Override
  public void cancel(Throwable cause) {
    body.fail(cause);
  }
}
