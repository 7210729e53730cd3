package dev.jetway.backend.call;

import dev.jetway.backend.view.GeneratedNames;
import dev.jetway.backend.view.Translation;
import dev.jetway.backend.view.Translation.Completion;
import dev.jetway.backend.view.Translation.NeedsCurrent;
import dev.jetway.backend.view.Translation.Translated;
import dev.jetway.backend.view.WriteView;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
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

  /** As often as kube-apiserver tries to make a name that nothing has. */
  private static final int GENERATED_NAMES = 8;

  private static final int CONFLICT = 409;

  private final Exchange exchange;
  private final WriteView view;
  private final GeneratedNames generator;

  EditCall(Exchange exchange, GeneratedNames generator) {
    this.generator = generator;
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
      case Translated translated ->
          translated.generated() ? generated(translated, body) : answer(translated);
      case NeedsCurrent(Completion completion) -> complete(completion);
    };
  }

  private Translation translated(ByteBuffer body) {
    return exchange.info().verb() == Verb.PATCH
        ? view.patch(body, exchange.contentType())
        : view.object(body, exchange.contentType(), generator);
  }

  private StreamedResponse answer(Translated translated) throws LinkException {
    return ConsumerAnswer.of(send(translated), exchange.named(translated.name()));
  }

  /** A name that is taken was not used: another one is made, a few times, as upstream does. */
  private StreamedResponse generated(Translated first, ByteBuffer body) throws LinkException {
    Translated translated = first;
    for (int attempt = 1; ; attempt++) {
      StreamedResponse answer = answer(translated);
      if (answer.status() != CONFLICT) {
        return answer;
      }
      byte[] said = ConsumerAnswer.readAll(answer, ConsumerAnswer.MAX_ERROR);
      Status status = Status.ofAnswer(CONFLICT, said);
      if (!status.reason().equals("AlreadyExists")) {
        return new BytesResponse(CONFLICT, answer.headers(), said);
      }
      if (attempt == GENERATED_NAMES) {
        return BytesResponse.of(
            status
                .withMessage(
                    status.message()
                        + ", the server was not able to generate a unique name for the object")
                .retryAfter(1));
      }
      translated = view.object(body.duplicate(), exchange.contentType(), generator);
    }
  }

  private StreamedResponse complete(Completion completion) throws LinkException {
    StreamedResponse current = exchange.current();
    for (int attempt = 1; current.status() == 200; attempt++) {
      byte[] present = ConsumerAnswer.readAll(current, MAX_OBJECT);
      Translated translated = completion.with(ByteBuffer.wrap(present));
      Exchange named = exchange.named(translated.name());
      StreamedResponse answer = send(translated);
      boolean refused = answer.status() == 409 || answer.status() == 422;
      if (!refused || attempt == ATTEMPTS) {
        return ConsumerAnswer.of(answer, named);
      }
      StreamedResponse refusal = ConsumerAnswer.of(answer, named);
      current = exchange.current();
      if (current.status() == 200) {
        byte[] now = ConsumerAnswer.readAll(current, MAX_OBJECT);
        if (Arrays.equals(now, present)) {
          return refusal; // it was not the change of somebody else that was refused
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
