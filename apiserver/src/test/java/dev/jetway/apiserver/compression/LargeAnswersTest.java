package dev.jetway.apiserver.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeAnswersTest {
  private final AsyncContent upstream = new AsyncContent();
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger released = new AtomicInteger();
  private final CompletableFuture<Throwable> cancelled = new CompletableFuture<>();
  private HttpFields headers =
      HttpFields.build()
          .put(HttpHeader.CONTENT_TYPE, "application/json")
          .put(HttpHeader.CONTENT_LENGTH, 99)
          .asImmutable();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, LargeAnswers.THRESHOLD})
  void whatIsSmallStaysAsItIs(int length) throws IOException {
    byte[] body = bytes(length);
    write(true, body);
    StreamedResponse answer = compressed();
    assertThat(answer.headers()).isEqualTo(headers);
    assertThat(read(answer)).isEqualTo(body);
    assertThat(released).hasValue(written.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 5000, 1 << 20})
  void whatIsLargeIsGzip(int chunk) throws IOException {
    byte[] body = bytes(LargeAnswers.THRESHOLD + 1 + 400_000);
    int length = chunk == 1 ? LargeAnswers.THRESHOLD + 1 : body.length;
    for (int from = 0; from < length; from += chunk) {
      int to = Math.min(length, from + chunk);
      write(to == length, Arrays.copyOfRange(body, from, to));
    }
    StreamedResponse answer = compressed();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .isEqualTo(
            HttpFields.build()
                .put(HttpHeader.CONTENT_TYPE, "application/json")
                .put(HttpHeader.CONTENT_ENCODING, "gzip")
                .put(HttpHeader.VARY, "Accept-Encoding"));
    byte[] gzip = read(answer);
    assertThat(gzip.length).isLessThan(length);
    assertThat(gunzipped(gzip)).isEqualTo(Arrays.copyOf(body, length));
    assertThat(released).hasValue(written.get());
  }

  @Test
  void anAnswerThatIsCompressedIsNotCompressedAgain() {
    headers = HttpFields.build().put(HttpHeader.CONTENT_ENCODING, "gzip").asImmutable();
    StreamedResponse given = answer();
    assertThat(LargeAnswers.compressed(given)).isSameAs(given);
  }

  @Test
  void theHeadAndTheFirstBytesComeBeforeTheRest() throws IOException {
    byte[] first = bytes(LargeAnswers.THRESHOLD + 1);
    write(false, first);
    Content.Source body = compressed().body();
    ByteArrayOutputStream early = new ByteArrayOutputStream();
    for (Content.Chunk chunk = body.read(); chunk != null; chunk = body.read()) {
      early.writeBytes(bytesOf(chunk));
    }
    assertThat(early.size()).isGreaterThan(1000);
    AtomicInteger called = new AtomicInteger();
    body.demand(called::incrementAndGet);
    assertThat(called).hasValue(0);
    write(true, new byte[10]);
    assertThat(called).hasValue(1);
    early.writeBytes(readAll(body));
    assertThat(gunzipped(early.toByteArray())).startsWith(first).hasSize(first.length + 10);
  }

  @Test
  void whatBreaksLaterHasNoEnd() {
    write(false, bytes(LargeAnswers.THRESHOLD + 1));
    Content.Source body = compressed().body();
    IOException broken = new IOException("broken");
    upstream.fail(broken);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Content.Chunk chunk = body.read();
    while (!Content.Chunk.isFailure(chunk)) {
      all.writeBytes(bytesOf(chunk));
      chunk = body.read();
    }
    assertThat(chunk.getFailure()).isSameAs(broken);
    assertThat(body.read().getFailure()).isSameAs(broken);
    assertThatThrownBy(() -> gunzipped(all.toByteArray())).isInstanceOf(EOFException.class);
  }

  @Test
  void whatBreaksBeforeItsSizeIsKnownIsAStatus() {
    write(false, bytes(1000));
    upstream.fail(new IOException("broken"));
    StatusException refused = catchThrowableOfType(StatusException.class, this::compressed);
    assertThat(refused.status().code()).isEqualTo(503);
    assertThat(cancelled.join()).hasMessage("broken");
    assertThat(released).hasValue(1);
  }

  @Test
  void whoeverIsInterruptedWaitsNoLonger() throws Exception {
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread waiting =
        Thread.ofVirtual()
            .start(() ->
                outcome.complete(catchThrowableOfType(StatusException.class, this::compressed)));
    waiting.interrupt();
    assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(StatusException.class);
    assertThat(cancelled.join()).hasMessageContaining("interrupted");
  }

  @Test
  void cancelInTheMiddleGivesEverythingBack() {
    for (int i = 0; i < 5; i++) {
      write(false, bytes(50_000));
    }
    StreamedResponse answer = compressed();
    assertThat(answer.body().read()).isNotNull();
    IOException enough = new IOException("enough");
    answer.cancel(enough);
    answer.cancel(new IOException("again"));
    assertThat(cancelled).isCompletedWithValue(enough);
    assertThat(answer.body().read().getFailure()).isSameAs(enough);
    assertThat(released).hasValue(written.get());
  }

  private StreamedResponse compressed() {
    return LargeAnswers.compressed(answer());
  }

  private StreamedResponse answer() {
    return new Answer(headers, upstream, cancelled);
  }

  private void write(boolean last, byte[] bytes) {
    written.incrementAndGet();
    Callback given = Callback.from(released::incrementAndGet, _ -> released.incrementAndGet());
    upstream.write(last, ByteBuffer.wrap(bytes), given);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    Random random = new Random(length);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] read(StreamedResponse answer) throws IOException {
    return readAll(answer.body());
  }

  private static byte[] readAll(Content.Source body) throws IOException {
    try (InputStream in = Content.Source.asInputStream(body)) {
      return in.readAllBytes();
    }
  }

  private static byte[] bytesOf(Content.Chunk chunk) {
    byte[] bytes = new byte[chunk.remaining()];
    chunk.getByteBuffer().get(bytes);
    chunk.release();
    return bytes;
  }

  private static byte[] gunzipped(byte[] gzip) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    }
  }

  private record Answer(
      HttpFields headers, AsyncContent body, CompletableFuture<Throwable> cancelled)
      implements StreamedResponse {
    @Override
    public int status() {
      return 200;
    }

    @Override
    public void cancel(Throwable cause) {
      cancelled.complete(cause);
      body.fail(cause);
    }
  }
}
