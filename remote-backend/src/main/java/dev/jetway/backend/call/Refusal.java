package dev.jetway.backend.call;

import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.LinkException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What the provider says of a body that cannot be translated, asked in a dry run: should it find no
 * fault, then nothing has happened, and the body is refused all the same.
 */
final class Refusal {
  private static final int BAD_REQUEST = 400;

  private Refusal() {}

  /**
   * The provider's refusal.
   *
   * @param refused why the body cannot be translated
   * @throws StatusException that reason, if the provider has none, or it is not about reading
   */
  static StreamedResponse inProvidersWords(
      Exchange exchange, StatusException refused, ByteBuffer body) throws LinkException {
    if (refused.status().code() != BAD_REQUEST) {
      throw refused;
    }
    StreamedResponse answer = exchange.trial(body);
    if (answer.status() < 400 || answer.status() >= 500) {
      answer.cancel(new IOException("it was only asked for its reasons"));
      throw refused;
    }
    return ConsumerAnswer.of(answer, exchange);
  }
}
