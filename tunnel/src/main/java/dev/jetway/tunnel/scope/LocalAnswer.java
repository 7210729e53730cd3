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
    String etag = "\"" + document.hash() + "\"";
    boolean known = request.getCSV(HttpHeader.IF_NONE_MATCH, true).contains(etag);
    HttpFields.Mutable headers = HttpFields.build().put(HttpHeader.ETAG, etag);
    if (known) {
      return new LocalAnswer(304, headers, Content.Source.from());
    }
    headers.put(HttpHeader.CONTENT_TYPE, JSON);
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
