package dev.jetway.tunnel.scope;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.offer.OfferSnapshot;
import dev.jetway.tunnel.offer.OfferWatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;

/**
 * The stream of what is offered: a line at once, a line for each change, and an empty line where
 * nothing else was said for a while, so that both ends notice when the other is dead.
 *
 * <p>One virtual thread writes, each line only when the reader has taken the one before: a slow
 * reader sees fewer lines, never older ones.
 */
final class OffersBody implements StreamedResponse {
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final HttpFields HEADERS =
      HttpFields.build().put(HttpHeader.CONTENT_TYPE, "application/x-ndjson").asImmutable();

  private final OfferWatch offers;
  private final ObjectMapper json;
  private final AsyncContent body = new AsyncContent();
  private final Thread writer;

  OffersBody(OfferWatch offers, ObjectMapper json) {
    this.offers = offers;
    this.json = json;
    this.writer = Thread.ofVirtual().name("offers-stream").start(this::write);
  }

  @Override
  public int status() {
    return 200;
  }

  @Override
  public HttpFields headers() {
    return HEADERS;
  }

  @Override
  public Content.Source body() {
    return body;
  }

  @Override
  public void cancel(Throwable cause) {
    writer.interrupt();
    body.fail(cause);
  }

  private void write() {
    try {
      OfferSnapshot told = offers.current();
      line(bytes(told));
      while (true) {
        OfferSnapshot now = offers.awaitOther(told, KEEP_ALIVE);
        line(now == told ? new byte[0] : bytes(now));
        told = now;
      }
    } catch (InterruptedException _) {
      body.fail(new IOException("the stream of offers was cancelled"));
    } catch (ExecutionException | JsonProcessingException e) {
      body.fail(e);
    }
  }

  private byte[] bytes(OfferSnapshot snapshot) throws JsonProcessingException {
    return json.writeValueAsBytes(snapshot.offers());
  }

  private void line(byte[] text) throws InterruptedException, ExecutionException {
    ByteBuffer line = ByteBuffer.allocate(text.length + 1).put(text).put((byte) '\n').flip();
    Callback.Completable taken = new Callback.Completable();
    body.write(false, line, taken);
    taken.get();
  }
}
