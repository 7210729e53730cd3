package dev.jetway.tunnel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.StreamedResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class EndableBodyTest {
  private final IOException cause = new IOException("over");
  private final Upstream upstream = new Upstream();

  @Test
  void aWatchBetweenTwoEventsEndsAsIfComplete() {
    EndableBody body = new EndableBody(upstream, true);
    upstream.send("{\"type\":\"ADDED\"}\n");
    take(body);

    body.end(cause, true);

    assertThat(body.read()).isEqualTo(Content.Chunk.EOF);
    assertThat(upstream.cancelled.get()).isEqualTo(cause);
  }

  @Test
  void aWatchInTheMiddleOfAnEventBreaks() {
    EndableBody body = new EndableBody(upstream, true);
    upstream.send("{\"type\":");
    take(body);

    body.end(cause, true);

    assertThat(Content.Chunk.isFailure(body.read())).isTrue();
  }

  @Test
  void anythingElseBreaks() {
    EndableBody list = new EndableBody(upstream, false);
    list.end(cause, true);
    assertThat(Content.Chunk.isFailure(list.read())).isTrue();

    EndableBody revoked = new EndableBody(upstream, true);
    revoked.end(cause, false);
    assertThat(Content.Chunk.isFailure(revoked.read())).isTrue();
  }

  @Test
  void aReaderThatWaitsIsWokenOnce() {
    EndableBody body = new EndableBody(upstream, true);
    AtomicInteger woken = new AtomicInteger();
    body.demand(woken::incrementAndGet);

    body.end(cause, true);
    body.end(cause, false);

    assertThat(woken).hasValue(1);
    assertThat(body.read()).isEqualTo(Content.Chunk.EOF);
    body.demand(woken::incrementAndGet);
    assertThat(woken).hasValue(2);
  }

  private static void take(EndableBody body) {
    Content.Chunk chunk = body.read();
    assertThat(chunk).isNotNull();
    if (chunk != null) {
      chunk.release();
    }
  }

  private static final class Upstream implements StreamedResponse {
    private final AsyncContent content = new AsyncContent();
    private final AtomicReference<Throwable> cancelled = new AtomicReference<>(new Throwable());

    void send(String text) {
      content.write(false, StandardCharsets.UTF_8.encode(text), Callback.NOOP);
    }

    @Override
    public int status() {
      return 200;
    }

    @Override
    public HttpFields headers() {
      return HttpFields.EMPTY;
    }

    @Override
    public Content.Source body() {
      return content;
    }

    @Override
    public void cancel(Throwable cause) {
      cancelled.set(cause);
      content.fail(cause);
    }
  }
}
