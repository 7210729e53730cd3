package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the OpenAPI v2 document beside everything else: after a change, kube-apiserver makes it
 * anew when it is asked for, which takes seconds. Until it is there, what was read before is
 * offered. For one thread; each request to the API server has a virtual thread of its own.
 */
final class OpenApiV2Reader {
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final OfferSource source;
  private final OpenApiV2Filter filter;
  private @Nullable FutureTask<Optional<Read>> pending;
  private OfferedResources readFor = OfferedResources.NONE;
  private String readEtag = "";

  OpenApiV2Reader(OfferSource source, ObjectMapper json) {
    this.source = source;
    this.filter = new OpenApiV2Filter(json);
  }

  /** A document limited to what was offered when it was asked for. */
  private record Read(Document document, String etag, OfferedResources target) {}

  /** Asks for the document, unless an answer is still awaited. */
  void begin(OfferedResources target) {
    if (pending == null) {
      String etag = readFor.hasNamesOf(target) ? readEtag : "";
      FutureTask<Optional<Read>> asked = new FutureTask<>(() -> fetch(target, etag));
      pending = asked;
      Thread.ofVirtual().name("offer-openapi-v2").start(asked);
    }
  }

  /**
   * The newest document there is.
   *
   * @param known the one before
   * @throws IOException if the API server cannot be reached
   */
  Document read(OfferedResources target, Document known) throws IOException, InterruptedException {
    Optional<Read> read = answer();
    if (read.isPresent()) {
      readFor = read.get().target();
      readEtag = read.get().etag();
      known = read.get().document();
    }
    return readFor.hasNamesOf(target) ? known : filter.filter(known.bytes(), target);
  }

  private Optional<Read> answer() throws IOException, InterruptedException {
    FutureTask<Optional<Read>> asked = pending;
    if (asked == null) {
      return Optional.empty();
    }
    try {
      Optional<Read> answer = asked.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      pending = null;
      return answer;
    } catch (TimeoutException _) {
      return Optional.empty();
    } catch (ExecutionException e) {
      pending = null;
      throw new IOException("could not read /openapi/v2: " + e.getCause(), e);
    }
  }

  private Optional<Read> fetch(OfferedResources target, String etag) throws IOException {
    Optional<OfferSource.Published> published = source.openApiV2(etag);
    return published.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Read(
                filter.filter(published.get().bytes(), target), published.get().etag(), target));
  }
}
