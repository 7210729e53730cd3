package dev.jetway.backend.offer;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.ApiCatalog.Document;
import dev.jetway.backend.LinkCalls;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.VersionPriority;
import dev.jetway.tunnel.Offers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of what a control plane offers, turned into {@link ApiCatalog} snapshots.
 *
 * <p>One virtual thread follows the stream, fetches the OpenAPI documents whose hash changed, and
 * hands each new snapshot to the listener. A stream that ends is opened again once the link is up.
 */
public final class OfferSubscription implements AutoCloseable {
  /** Largest offer line and largest OpenAPI document that is taken, in bytes. */
  static final int MAX_DOCUMENT = 64 << 20;

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** The far end says something at least each 15 s. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(OfferSubscription.class);

  /** Gateway and connector may be of different releases: neither more nor less is an error. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY))
          .build();

  private final LinkCalls calls;
  private final Consumer<ApiCatalog> listener;
  private final Thread follower;
  private volatile ApiCatalog catalog;
  private volatile boolean closed;
  private boolean heard; // the follower's own

  /**
   * A subscription that has not begun.
   *
   * @param calls the connector's own calls to the control plane
   * @param lastKnown what is taken as offered until the control plane says otherwise
   * @param listener hears of the first snapshot that the control plane told, and of each that
   *     differs from the one before
   */
  public OfferSubscription(LinkCalls calls, ApiCatalog lastKnown, Consumer<ApiCatalog> listener) {
    this.calls = calls;
    this.catalog = lastKnown;
    this.listener = listener;
    this.follower = Thread.ofVirtual().name("jetway-offers-" + calls.name()).unstarted(this::run);
  }

  /** Begins to follow. */
  public void start() {
    follower.start();
  }

  /** The newest snapshot. */
  public ApiCatalog catalog() {
    return catalog;
  }

  @Override
  public void close() {
    closed = true;
    follower.interrupt();
  }

  private void run() {
    while (!closed) {
      try {
        calls.awaitUp();
        follow();
        calls.pause(PAUSE);
      } catch (InterruptedException _) {
        return;
      } catch (IOException | RuntimeException e) {
        if (closed) {
          return;
        }
        LOG.warn("offers stopped connection={} reason=\"{}\"", calls.name(), e.getMessage());
        if (!calls.pause(PAUSE)) {
          return;
        }
      }
    }
  }

  private void follow() throws IOException {
    StreamedResponse response = calls.get("/jetway/v1/offers");
    try (InputStream lines = new ResponseBody(response, SILENCE)) {
      if (response.status() != 200) {
        throw new IOException(
            "the gateway answered " + response.status() + " to the request for offers");
      }
      LineReader reader = new LineReader(lines, MAX_DOCUMENT);
      for (Optional<byte[]> line = reader.next();
          line.isPresent() && !closed;
          line = reader.next()) {
        if (line.get().length > 0) {
          accept(parse(line.get()));
        }
      }
    } finally {
      response.cancel(new IOException("the offers are no longer followed"));
    }
  }

  static Offers parse(byte[] line) throws IOException {
    return JSON.readValue(line, Offers.class);
  }

  private void accept(Offers offers) throws IOException {
    List<ApiVersion> versions = new ArrayList<>(offers.versions().size());
    for (Offers.OfferedVersion offered : offers.versions()) {
      versions.add(
          new ApiVersion(
              offered.group(),
              offered.version(),
              offered.resources(),
              offered.columns(),
              openApiV3(offered)));
    }
    versions.sort(
        Comparator.comparing(ApiVersion::group)
            .thenComparing(ApiVersion::version, new VersionPriority()));
    ApiCatalog next = new ApiCatalog(versions, openApiV2(offers));
    if (!next.equals(catalog) || !heard) {
      catalog = next;
      heard = true;
      LOG.info("offers changed connection={} versions={}", calls.name(), versions.size());
      listener.accept(next);
    }
  }

  private Document openApiV3(Offers.OfferedVersion offered) throws IOException {
    Optional<ApiVersion> known = catalog.find(offered.group(), offered.version());
    if (known.isPresent() && known.get().openApiV3().hash().equals(offered.openApiV3Hash())) {
      return known.get().openApiV3();
    }
    return document(
        "/openapi/v3/apis/" + offered.group() + "/" + offered.version(), offered.openApiV3Hash());
  }

  private Document openApiV2(Offers offers) throws IOException {
    return catalog.openApiV2().hash().equals(offers.openApiV2Hash())
        ? catalog.openApiV2()
        : document("/openapi/v2", offers.openApiV2Hash());
  }

  private Document document(String path, String hash) throws IOException {
    return new Document(ByteBuffer.wrap(calls.getBytes(path, MAX_DOCUMENT)), hash);
  }
}
