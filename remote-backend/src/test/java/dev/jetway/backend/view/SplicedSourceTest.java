package dev.jetway.backend.view;

import static dev.jetway.backend.view.Views.TEAM;
import static dev.jetway.backend.view.Views.buffer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class SplicedSourceTest {
  private final AsyncContent upstream = new AsyncContent();
  private final Content.Source source =
      new SplicedSource(upstream, new JsonSplicer(SpliceShape.OBJECT, TEAM));

  @Test
  void theBodyIsSplicedAndEveryChunkReleased() throws IOException {
    AtomicInteger released = new AtomicInteger();
    Callback release = Callback.from(released::incrementAndGet);
    upstream.write(false, buffer("{\"metadata\":{\"name"), release);
    upstream.write(false, buffer("space\":\"c1-team\"},\"x\":"), release);
    upstream.write(true, buffer("1}"), release);
    assertThat(Content.Source.asString(source))
        .isEqualTo("{\"metadata\":{\"namespace\":\"team\"},\"x\":1}");
    assertThat(released).hasValue(3);
    assertThat(source.read()).satisfies(chunk -> assertThat(chunk.isLast()).isTrue());
  }

  @Test
  void nothingIsPassedOnUntilThereIsSomething() {
    assertThat(source.read()).isNull();
    upstream.write(false, buffer("{\"metadata\":{"), Callback.NOOP);
    assertThat(source.read()).isNull();
    AtomicInteger demanded = new AtomicInteger();
    source.demand(demanded::incrementAndGet);
    assertThat(demanded).hasValue(0);
    upstream.write(true, buffer("}}"), Callback.NOOP);
    assertThat(demanded).hasValue(1);
    assertThat(source.read()).satisfies(chunk -> assertThat(chunk.isLast()).isTrue());
  }

  @Test
  void aFailureUpstreamIsAFailureDownstream() {
    IOException broken = new IOException("broken");
    upstream.fail(broken);
    assertThat(source.read()).satisfies(chunk -> assertThat(chunk.getFailure()).isSameAs(broken));
  }

  @Test
  void aTruncatedBodyFailsBothWaysAndStaysFailed() {
    upstream.write(true, buffer("{\"metadata\":{}"), Callback.NOOP);
    for (int i = 0; i < 2; i++) {
      assertThat(source.read())
          .satisfies(chunk -> {
            assertThat(chunk.getFailure()).isInstanceOf(SpliceException.class);
            assertThat(chunk.isLast()).isTrue();
          });
    }
    AtomicInteger demanded = new AtomicInteger();
    source.demand(demanded::incrementAndGet);
    assertThat(demanded).hasValue(1);
  }

  @Test
  void aMalformedBodyFailsTheUpstream() {
    upstream.write(false, buffer("{]"), Callback.NOOP);
    assertThat(Content.Chunk.isFailure(source.read(), true)).isTrue();
    assertThat(Content.Chunk.isFailure(upstream.read(), true)).isTrue();
  }
}
