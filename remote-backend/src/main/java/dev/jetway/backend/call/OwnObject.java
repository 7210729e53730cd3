package dev.jetway.backend.call;

import dev.jetway.backend.feed.ResourceKey;
import dev.jetway.backend.view.ForeignObjectException;
import dev.jetway.backend.view.JsonSplicer;
import dev.jetway.backend.view.SpliceShape;
import dev.jetway.backend.view.ViewScope;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.LinkException;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Keeps requests from objects that have the name which a consumer's object would have, but are not
 * the consumer's: in a shared namespace anybody may have made one, and {@code a-x-b} in {@code c}
 * is called as {@code a} in {@code b-x-c} is. To the consumer such an object is not there.
 *
 * <p>What is known of the consumer's objects tells it at once; else the provider is asked first,
 * which is one more round trip.
 */
final class OwnObject {
  private static final int MAX_OBJECT = 4 << 20;

  private final Exchange exchange;
  private final KnownObjects known;

  OwnObject(Exchange exchange, KnownObjects known) {
    this.exchange = exchange;
    this.known = known;
  }

  /**
   * What the caller is told instead of what he asked for; empty if the request may go on, also if
   * there is no such object.
   */
  Optional<StreamedResponse> refusal() throws LinkException {
    ResourcePath path = exchange.info().path();
    if (!exchange.scope().mapping().isShared()
        || !mustBeAsked(exchange.info())
        || known.has(ResourceKey.of(path), path.namespace(), path.name())) {
      return Optional.empty();
    }
    StreamedResponse present = exchange.metadata();
    return switch (present.status()) {
      case 200 ->
          isOwn(ConsumerAnswer.readAll(present, MAX_OBJECT))
              ? Optional.empty()
              : Optional.of(refused());
      case 404 -> {
        present.cancel(new EOFException("there is no such object"));
        yield Optional.empty();
      }
      default -> Optional.of(ConsumerAnswer.of(present, exchange));
    };
  }

  /** Whether the answer itself will not tell: a write changes, and a Scale has no labels. */
  private static boolean mustBeAsked(RequestInfo info) {
    return switch (info.verb()) {
      case UPDATE, PATCH, DELETE -> true;
      case GET -> !info.path().subresource().isEmpty();
      case CREATE, LIST, WATCH, DELETE_COLLECTION -> false;
    };
  }

  private boolean isOwn(byte[] metadata) {
    ViewScope scope = exchange.scope();
    ViewScope ofObject =
        new ViewScope(scope.cluster(), scope.mapping(), scope.namespace(), scope.name(), false);
    try {
      new JsonSplicer(SpliceShape.OBJECT, ofObject).feed(ByteBuffer.wrap(metadata), true);
      return true;
    } catch (ForeignObjectException _) {
      return false;
    }
  }

  private StreamedResponse refused() {
    ResourcePath path = exchange.info().path();
    String apply = "application/apply-patch";
    boolean creates =
        exchange.info().verb() == Verb.PATCH && exchange.contentType().startsWith(apply);
    Status status =
        creates
            ? Status.of(
                    409,
                    "AlreadyExists",
                    "%s.%s \"%s\" cannot be made: the control plane has an object of its name that is not this cluster's"
                        .formatted(path.resource(), path.group(), path.name()))
                .about(path.group(), path.resource(), path.name())
            : Status.notFound(path.group(), path.resource(), path.name());
    return BytesResponse.of(status);
  }
}
