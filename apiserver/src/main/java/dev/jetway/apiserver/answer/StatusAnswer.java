package dev.jetway.apiserver.answer;

import dev.jetway.kube.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The one place where a failure becomes an HTTP answer. */
public final class StatusAnswer {
  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
  private static final HttpField YAML =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/yaml");

  private StatusAnswer() {}

  /**
   * Answers with a Status, as JSON or, which JSON is as well, as YAML.
   *
   * @param yaml whether the caller asked for YAML
   */
  public static void send(Response response, Callback callback, Status status, boolean yaml) {
    HttpFields.Mutable headers = response.getHeaders();
    response.setStatus(status.code());
    headers.put(yaml ? YAML : JSON);
    byte[] body = status.toJson();
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
