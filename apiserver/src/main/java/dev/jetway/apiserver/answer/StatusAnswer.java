package dev.jetway.apiserver.answer;

import dev.jetway.kube.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The one place where a failure becomes an HTTP answer. */
public final class StatusAnswer {
  private StatusAnswer() {}

  /** Answers with a Status. */
  public static void send(Response response, Callback callback, Status status, StatusForm form) {
    HttpFields.Mutable headers = response.getHeaders();
    response.setStatus(status.code());
    headers.put(form.contentType());
    byte[] body = form.write(status);
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  /** Answers with plain text. */
  public static void text(Response response, Callback callback, int code, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    response.setStatus(code);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
