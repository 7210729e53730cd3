package dev.jetway.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class TranslatedBodyTest {
  private final AsyncContent upstream = new AsyncContent();
  private final Content.Source source = new TranslatedBody(upstream, new CapitalWords());

  @Test
  void theBodyIsTranslatedAndEveryChunkReleased() throws IOException {
    AtomicInteger released = new AtomicInteger();
    Callback release = Callback.from(released::incrementAndGet);
    upstream.write(false, buffer("one t"), release);
    upstream.write(false, buffer("wo"), release);
    upstream.write(true, buffer(" three "), release);
    assertThat(Content.Source.asString(source)).isEqualTo("ONE TWO THREE ");
    assertThat(released).hasValue(3);
    assertThat(source.read()).satisfies(chunk -> assertThat(chunk.isLast()).isTrue());
  }

  @Test
  void nothingIsPassedOnUntilThereIsSomething() {
    assertThat(source.read()).isNull();
    upstream.write(false, buffer("on"), Callback.NOOP);
    assertThat(source.read()).isNull();
    AtomicInteger demanded = new AtomicInteger();
    source.demand(demanded::incrementAndGet);
    assertThat(demanded).hasValue(0);
    upstream.write(true, buffer("e "), Callback.NOOP);
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
    upstream.write(true, buffer("one tw"), Callback.NOOP);
    for (int i = 0; i < 2; i++) {
      assertThat(source.read())
          .satisfies(chunk -> {
            assertThat(chunk.getFailure()).hasMessage("the last word is cut off");
            assertThat(chunk.isLast()).isTrue();
          });
    }
    AtomicInteger demanded = new AtomicInteger();
    source.demand(demanded::incrementAndGet);
    assertThat(demanded).hasValue(1);
  }

  @Test
  void aMalformedBodyFailsTheUpstream() {
    upstream.write(false, buffer("!"), Callback.NOOP);
    assertThat(Content.Chunk.isFailure(source.read(), true)).isTrue();
    assertThat(Content.Chunk.isFailure(upstream.read(), true)).isTrue();
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Passes whole words on, each of which ends with a space. */
  private static final class CapitalWords implements TranslatedBody.Translation {
    private String begun = "";

    @Override
    public ByteBuffer feed(ByteBuffer bytes, boolean last) throws IOException {
      begun += StandardCharsets.UTF_8.decode(bytes);
      if (begun.contains("!")) {
        throw new IllegalArgumentException("no word has a mark");
      }
      if (last && !begun.endsWith(" ")) {
        throw new IOException("the last word is cut off");
      }
      int whole = begun.lastIndexOf(' ') + 1;
      String words = begun.substring(0, whole);
      begun = begun.substring(whole);
      return buffer(words.toUpperCase(Locale.ROOT));
    }
  }
}
