package dev.jetway.tunnel.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.junit.jupiter.api.Test;

class CompressedLinkTest {
  private static final String LIST = "{\"kind\":\"List\",\"items\":[]}\n";

  private final FakeLink fake = new FakeLink();
  private final ControlPlaneLink link = TunnelCompression.GZIP.over(fake);

  @Test
  void everythingButWatchesIsAskedForAsGzip() throws LinkException {
    link.send(request("GET", ""));
    link.send(request("GET", "limit=500&labelSelector=watch%3Dtrue"));
    link.send(request("PATCH", ""));
    link.send(request("GET", "resourceVersion=5&watch=true"));
    link.send(request("GET", "watch=1"));
    assertThat(fake.asked())
        .containsExactly(
            Optional.of("gzip"),
            Optional.of("gzip"),
            Optional.of("gzip"),
            Optional.empty(),
            Optional.empty());
    assertThat(fake.requests.getFirst().headers().get(HttpHeader.ACCEPT)).isEqualTo("text/x");
  }

  @Test
  void withoutCompressionTheLinkIsUsedAsItIs() {
    assertThat(TunnelCompression.NONE.over(fake)).isSameAs(fake);
  }

  @Test
  void aCompressedAnswerIsGivenInflated() throws Exception {
    fake.headers.put(HttpHeader.CONTENT_ENCODING, "gzip").put(HttpHeader.CONTENT_LENGTH, 99);
    fake.headers.put(HttpHeader.CONTENT_TYPE, "application/json");
    StreamedResponse answer = link.send(request("GET", ""));
    assertThat(answer.headers().getFieldNamesCollection()).containsExactly("Content-Type");
    byte[] gzip = Gzip.member(LIST);
    AtomicInteger released = new AtomicInteger();
    for (int i = 0; i < gzip.length; i++) {
      fake.write(i == gzip.length - 1, Arrays.copyOfRange(gzip, i, i + 1), released);
    }
    assertThat(Content.Source.asString(answer.body())).isEqualTo(LIST);
    assertThat(released).hasValue(gzip.length);
  }

  @Test
  void anAnswerThatIsNotCompressedStaysAsItIs() throws LinkException {
    StreamedResponse answer = link.send(request("GET", ""));
    assertThat(answer.body()).isSameAs(fake.body);
  }

  @Test
  void aStreamThatIsCutOffIsAFailureBothWaysAndStaysOne() throws LinkException {
    Content.Source body = compressed().body();
    byte[] gzip = Gzip.member(LIST);
    fake.write(true, Arrays.copyOf(gzip, gzip.length - 3), new AtomicInteger());
    Content.Chunk first = body.read();
    assertThat(first.isLast()).isFalse();
    for (int i = 0; i < 2; i++) {
      assertThat(body.read())
          .satisfies(chunk -> {
            assertThat(chunk.getFailure()).isInstanceOf(ZipException.class);
            assertThat(chunk.isLast()).isTrue();
          });
    }
  }

  @Test
  void damageEndsTheRequest() throws LinkException {
    Content.Source body = compressed().body();
    AtomicInteger released = new AtomicInteger();
    fake.write(false, LIST.getBytes(StandardCharsets.UTF_8), released);
    assertThatThrownBy(() -> Content.Source.asString(body)).hasMessageContaining("none");
    assertThat(Content.Chunk.isFailure(fake.body.read(), true)).isTrue();
    assertThat(released).hasValue(1);
  }

  @Test
  void aBreakOfTheLinkIsOneOfTheBody() throws LinkException {
    Content.Source body = compressed().body();
    byte[] gzip = Gzip.member(LIST);
    fake.write(false, Arrays.copyOf(gzip, 20), new AtomicInteger());
    IOException broken = new IOException("broken");
    fake.body.fail(broken);
    assertThatThrownBy(() -> Content.Source.asString(body)).isSameAs(broken);
  }

  @Test
  void aChunkIsHeldUntilItIsGivenOutWholeAndNoOtherIsRead() throws LinkException {
    Content.Source body = compressed().body();
    byte[] gzip = Gzip.member(new byte[10 * GzipDecoder.PIECE]);
    AtomicInteger released = new AtomicInteger();
    fake.write(true, gzip, released);
    for (int i = 0; i < 10; i++) {
      assertThat(body.read().remaining()).isEqualTo(GzipDecoder.PIECE);
      assertThat(released).hasValue(0);
    }
    assertThat(body.read().isLast()).isTrue();
    assertThat(released).hasValue(1);
  }

  @Test
  void cancelInTheMiddleEndsBothAndGivesTheChunkBack() throws LinkException {
    StreamedResponse answer = compressed();
    AtomicInteger released = new AtomicInteger();
    fake.write(false, Gzip.member(new byte[1_000_000]), released);
    assertThat(answer.body().read().remaining()).isEqualTo(GzipDecoder.PIECE);
    IOException enough = new IOException("enough");
    answer.cancel(enough);
    assertThat(fake.cancelled).isCompletedWithValue(enough);
    assertThat(released).hasValue(1);
    assertThat(answer.body().read().getFailure()).isSameAs(enough);
    answer.cancel(new IOException("again"));
    assertThat(answer.body().read().getFailure()).isSameAs(enough);
  }

  @Test
  void whoeverWaitsHearsOfMoreAndIsNotCalledOnTheThreadThatBroughtIt() throws LinkException {
    Content.Source body = compressed().body();
    assertThat(body.read()).isNull();
    AtomicInteger called = new AtomicInteger();
    body.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, called::incrementAndGet));
    assertThat(called).hasValue(0);
    fake.write(true, Gzip.member(LIST), new AtomicInteger());
    assertThat(called).hasValue(1);
    assertThat(fake.demanded)
        .allMatch(
            callback -> Invocable.getInvocationType(callback) == Invocable.InvocationType.BLOCKING);
    assertThat(body.read().remaining()).isEqualTo(LIST.length());
    body.demand(called::incrementAndGet); // what is held is there at once
    assertThat(called).hasValue(2);
  }

  private StreamedResponse compressed() throws LinkException {
    fake.headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
    return link.send(request("GET", ""));
  }

  private static LinkRequest request(String method, String query) {
    return new LinkRequest(
        method,
        "/apis/example.org/v1/things",
        query,
        HttpFields.build().put(HttpHeader.ACCEPT, "text/x").asImmutable(),
        Optional.empty(),
        Optional.empty(),
        "",
        Duration.ofSeconds(5));
  }

  /** A link with one answer, whose body a test writes. */
  private static final class FakeLink implements ControlPlaneLink {
    private final List<LinkRequest> requests = new ArrayList<>();
    private final HttpFields.Mutable headers = HttpFields.build();
    private final List<Runnable> demanded = new ArrayList<>();
    private final CompletableFuture<Throwable> cancelled = new CompletableFuture<>();
    private final AsyncContent body =
        new AsyncContent() {
          @Override
          public void demand(Runnable callback) {
            demanded.add(callback);
            super.demand(callback);
          }
        };

    private record Answer(FakeLink link, HttpFields headers) implements StreamedResponse {
      @Override
      public int status() {
        return 200;
      }

      @Override
      public Content.Source body() {
        return link.body;
      }

      @Override
      public void cancel(Throwable cause) {
        link.cancelled.complete(cause);
        link.body.fail(cause);
      }
    }

    void write(boolean last, byte[] bytes, AtomicInteger released) {
      body.write(last, ByteBuffer.wrap(bytes), Callback.from(released::incrementAndGet));
    }

    List<Optional<String>> asked() {
      return requests.stream()
          .map(request -> Optional.ofNullable(request.headers().get(HttpHeader.ACCEPT_ENCODING)))
          .toList();
    }

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public LinkState state() {
      return new LinkState.Down(Instant.EPOCH, "it is a fake");
    }

    @Override
    public Subscription onChange(Consumer<LinkState> listener) {
      return () -> {};
    }

    @Override
    public StreamedResponse send(LinkRequest request) {
      requests.add(request);
      return new Answer(this, headers.asImmutable());
    }

    @Override
    public void close() {}
  }
}
