package dev.jetway.apiserver;

import dev.jetway.kube.StreamedResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;

/** An answer whose body a test writes piece by piece. */
final class StreamingAnswer implements StreamedResponse {
  private final AsyncContent content = new AsyncContent();
  private final CompletableFuture<Throwable> cancelled = new CompletableFuture<>();

  void write(String text) {
    content.write(false, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Callback.NOOP);
  }

  void end() {
    content.close();
  }

  void breakOff() {
    content.fail(new java.io.IOException("the tunnel broke"));
  }

  CompletableFuture<Throwable> cancelled() {
    return cancelled;
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public HttpFields headers() {
    return HttpFields.build().put(HttpHeader.CONTENT_TYPE, "application/json").asImmutable();
  }

  @Override
  public Content.Source body() {
    return content;
  }

  @Override
  public void cancel(Throwable cause) {
    cancelled.complete(cause);
    content.fail(cause);
  }
}
