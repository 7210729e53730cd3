package dev.jetway.backend.call;

import dev.jetway.backend.view.Translation;
import dev.jetway.backend.view.Translation.Completion;
import dev.jetway.backend.view.Translation.NeedsCurrent;
import dev.jetway.backend.view.Translation.Translated;
import dev.jetway.backend.view.WriteView;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.LinkException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A create, update or patch: its body goes out in the provider's view.
 *
 * <p>A patch that must be made from the present object is made again when the object changed
 * meanwhile and the provider therefore refused it; kube-apiserver does the same with patches. What
 * was not refused is never sent twice.
 */
final class EditCall {
  private static final int ATTEMPTS = 5;
  private static final int MAX_OBJECT = 4 << 20;

  private final Exchange exchange;
  private final WriteView view;

  EditCall(Exchange exchange) {
    this.exchange = exchange;
    ResourcePath path = exchange.info().path();
    this.view = new WriteView(exchange.scope(), path.name(), path.subresource());
  }

  StreamedResponse run() throws LinkException {
    ByteBuffer body =
        exchange
            .request()
            .body()
            .map(ByteBuffer::duplicate)
            .orElseGet(() -> ByteBuffer.allocate(0));
    Translation translation;
    try {
      translation = translated(body.duplicate());
    } catch (StatusException refused) {
      return Refusal.inProvidersWords(exchange, refused, body);
    }
    return switch (translation) {
      case Translated translated -> ConsumerAnswer.of(send(translated), exchange);
      case NeedsCurrent(Completion completion) -> complete(completion);
    };
  }

  private Translation translated(ByteBuffer body) {
    return exchange.info().verb() == Verb.PATCH
        ? view.patch(body, exchange.contentType())
        : view.object(body, exchange.contentType());
  }

  private StreamedResponse complete(Completion completion) throws LinkException {
    StreamedResponse current = exchange.current();
    for (int attempt = 1; current.status() == 200; attempt++) {
      byte[] present = ConsumerAnswer.readAll(current, MAX_OBJECT);
      StreamedResponse answer = send(completion.with(ByteBuffer.wrap(present)));
      boolean refused = answer.status() == 409 || answer.status() == 422;
      if (!refused || attempt == ATTEMPTS) {
        return ConsumerAnswer.of(answer, exchange);
      }
      StreamedResponse translated = ConsumerAnswer.of(answer, exchange);
      current = exchange.current();
      if (current.status() == 200) {
        byte[] now = ConsumerAnswer.readAll(current, MAX_OBJECT);
        if (Arrays.equals(now, present)) {
          return translated; // it was not the change of somebody else that was refused
        }
        current = new BytesResponse(200, "application/json", now);
      }
    }
    return ConsumerAnswer.of(current, exchange);
  }

  private StreamedResponse send(Translated translated) throws LinkException {
    return exchange.withBody(translated.body(), translated.contentType());
  }
}
