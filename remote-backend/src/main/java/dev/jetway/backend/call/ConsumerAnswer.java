package dev.jetway.backend.call;

import dev.jetway.backend.view.ForeignObjectException;
import dev.jetway.backend.view.JsonSplicer;
import dev.jetway.backend.view.SpliceException;
import dev.jetway.backend.view.SpliceShape;
import dev.jetway.backend.view.StatusView;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.TranslatedBody;
import dev.jetway.kube.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/**
 * The provider's answer in the consumer's terms: an error whole, anything else as a stream that is
 * edited on its way.
 */
final class ConsumerAnswer {
  /** The largest error that is read; kube-apiserver's are a few kilobytes. */
  static final int MAX_ERROR = 1 << 20;

  /** The largest single object that is read. */
  private static final int MAX_OBJECT = 8 << 20;

  private static final String WARNING = "Warning";

  /** The cause of a 504 that says nothing of the link: informers know it and list again. */
  private static final String TOO_LARGE = "ResourceVersionTooLarge";

  private ConsumerAnswer() {}

  static StreamedResponse of(StreamedResponse upstream, Exchange exchange) {
    if (upstream.status() >= 400) {
      return error(upstream, exchange);
    }
    String contentType =
        Optional.ofNullable(upstream.headers().get(HttpHeader.CONTENT_TYPE)).orElse("");
    if (!contentType.startsWith("application/json")) {
      upstream.cancel(new IOException("the answer is not JSON"));
      throw new StatusException(
          Status.of(
              500,
              "the control plane answered with the media type \""
                  + contentType
                  + "\" where JSON was asked for"));
    }
    SpliceShape shape = shape(exchange.info(), exchange.accepted().table());
    JsonSplicer splicer = new JsonSplicer(shape, exchange.scope(), exchange.hidesRowObjects());
    if (exchange.scope().mapping().isShared() && isOfOneObject(exchange.info())) {
      return one(upstream, splicer, exchange);
    }
    return new Edited(
        upstream, headers(upstream), new TranslatedBody(upstream.body(), splicer::feed));
  }

  private static boolean isOfOneObject(RequestInfo info) {
    return switch (info.verb()) {
      case GET, CREATE, UPDATE, PATCH, DELETE -> true;
      case LIST, WATCH, DELETE_COLLECTION -> false;
    };
  }

  /** Read whole, since only the object says whether the consumer has it: else there is none. */
  private static StreamedResponse one(
      StreamedResponse upstream, JsonSplicer splicer, Exchange exchange) {
    HttpFields headers = headers(upstream);
    byte[] body = readAll(upstream, MAX_OBJECT);
    if (exchange.info().verb() == Verb.DELETE && Status.parse(body).isPresent()) {
      return new BytesResponse(
          upstream.status(), headers, StatusView.toConsumer(body, exchange.scope()));
    }
    try {
      ByteBuffer shown = splicer.feed(ByteBuffer.wrap(body), true);
      byte[] bytes = new byte[shown.remaining()];
      shown.get(bytes);
      return new BytesResponse(upstream.status(), headers, bytes);
    } catch (ForeignObjectException _) {
      ResourcePath path = exchange.info().path();
      return BytesResponse.of(Status.notFound(path.group(), path.resource(), path.name()));
    } catch (SpliceException e) {
      throw new StatusException(
          Status.of(500, "the control plane's answer cannot be shown: " + e.getMessage()), e);
    }
  }

  /**
   * Reads an answer whole.
   *
   * @throws StatusException 503 if it broke, 500 if it is larger than {@code max} bytes
   */
  static byte[] readAll(StreamedResponse response, int max) {
    try (InputStream body = Content.Source.asInputStream(response.body())) {
      byte[] bytes = body.readNBytes(max + 1);
      if (bytes.length > max) {
        throw new StatusException(
            Status.of(500, "the control plane's answer is larger than " + max + " bytes"));
      }
      return bytes;
    } catch (IOException e) {
      throw new StatusException(
          Status.of(503, "the control plane's answer broke off: " + e.getMessage()), e);
    } finally {
      response.cancel(new IOException("the answer was read"));
    }
  }

  private static StreamedResponse error(StreamedResponse upstream, Exchange exchange) {
    byte[] body = readAll(upstream, MAX_ERROR);
    HttpFields.Mutable headers = HttpFields.build(headers(upstream));
    headers.put(HttpHeader.CONTENT_TYPE, "application/json");
    Optional<Status> parsed = Status.parse(body);
    boolean tooNew = parsed.filter(status -> status.has(TOO_LARGE)).isPresent();
    if (upstream.status() == 429 || tooNew) {
      // the provider's own pacing; on any other code it would multiply an outage
      Optional.ofNullable(upstream.headers().get(HttpHeader.RETRY_AFTER))
          .ifPresent(after -> headers.put(HttpHeader.RETRY_AFTER, after));
    }
    byte[] status =
        parsed.isPresent()
            ? StatusView.toConsumer(
                tooNew ? body : named(parsed.get(), body, exchange),
                exchange.scope(),
                exchange.bodyNames())
            : Status.of(
                    upstream.status(),
                    "the control plane answered " + upstream.status() + " without a Status")
                .toJson();
    return new BytesResponse(upstream.status(), headers, status);
  }

  /** An operator must see which connection it is that does not work. */
  private static byte[] named(Status status, byte[] body, Exchange exchange) {
    return status.code() == 503 || status.code() == 504
        ? status
            .withMessage("connection \"" + exchange.link().name() + "\": " + status.message())
            .toJson()
        : body;
  }

  private static HttpFields headers(StreamedResponse upstream) {
    HttpFields.Mutable headers = HttpFields.build();
    Optional.ofNullable(upstream.headers().get(HttpHeader.CONTENT_TYPE))
        .ifPresent(type -> headers.put(HttpHeader.CONTENT_TYPE, type));
    List<String> warnings = upstream.headers().getValuesList(WARNING);
    warnings.forEach(warning -> headers.add(WARNING, warning));
    return headers;
  }

  private static SpliceShape shape(RequestInfo info, boolean table) {
    return switch (info.verb()) {
      case LIST, DELETE_COLLECTION -> table ? SpliceShape.LIST_OR_TABLE : SpliceShape.LIST;
      case WATCH -> table ? SpliceShape.WATCH_OBJECT_OR_TABLE : SpliceShape.WATCH;
      case GET, CREATE, UPDATE, PATCH, DELETE ->
          table ? SpliceShape.OBJECT_OR_TABLE : SpliceShape.OBJECT;
    };
  }

  private record Edited(StreamedResponse upstream, HttpFields headers, Content.Source body)
      implements StreamedResponse {
    @Override
    public int status() {
      return upstream.status();
    }

    @Override
    public void cancel(Throwable cause) {
      upstream.cancel(cause);
    }
  }
}
