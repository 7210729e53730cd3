package dev.jetway.backend.call;

import dev.jetway.kube.Status;
import dev.jetway.kube.StreamedResponse;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;

/** An answer that is at hand whole. */
final class BytesResponse implements StreamedResponse {
  private final int status;
  private final HttpFields headers;
  private final Content.Source body;

  BytesResponse(int status, String contentType, byte[] body) {
    this(status, HttpFields.build().put(HttpHeader.CONTENT_TYPE, contentType), body);
  }

  BytesResponse(int status, HttpFields headers, byte[] body) {
    this.status = status;
    this.headers =
        HttpFields.build(headers)
            .put(new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, body.length));
    this.body = new ByteBufferContentSource(ByteBuffer.wrap(body));
  }

  /** A failure. */
  static BytesResponse of(Status status) {
    return new BytesResponse(status.code(), "application/json", status.toJson());
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public HttpFields headers() {
    return headers;
  }

  @Override
  public Content.Source body() {
    return body;
  }

  @Override
  public void cancel(Throwable cause) {
    body.fail(cause);
  }
}
