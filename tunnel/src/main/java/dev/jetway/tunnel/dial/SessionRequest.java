package dev.jetway.tunnel.dial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.kube.ResponseBody;
import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkTrouble;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.NoTokenException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Asks the gateway who is there: {@code GET /jetway/v1/session}, the handshake of a connection and
 * its heartbeat.
 */
final class SessionRequest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 64 * 1024;

  private final LinkSettings settings;
  private final RequestHead heads;
  private final Clock clock;

  SessionRequest(LinkSettings settings, RequestHead heads, Clock clock) {
    this.settings = settings;
    this.heads = heads;
    this.clock = clock;
  }

  /** What came of it. */
  sealed interface Answer {
    /** We are let in. */
    record Welcome(LinkSession session) implements Answer {}

    /**
     * We are not.
     *
     * @param code the HTTP status
     * @param reason for people
     * @param retryAfter how long to stay away
     */
    record Refusal(int code, String reason, Optional<Duration> retryAfter) implements Answer {
      /** Whether the gateway means us, and not only this moment. */
      boolean isFinal() {
        return code == 401 || code == 403 || code == 409 || code == 426;
      }
    }

    /** There was no answer within the time. */
    record Silence() implements Answer {}
  }

  /**
   * Sends the request and waits for the answer.
   *
   * @throws IOException if the stream broke, or the answer is not a gateway's
   * @throws DialFailure if there is no token
   */
  Answer on(GatewayConnection connection, Duration within)
      throws IOException, DialFailure, InterruptedException {
    TunnelStream stream = connection.open(heads.session(token()), Optional.empty());
    if (!stream.awaitHead(within)) {
      stream.cancel(new IOException("no answer in time"));
      return new Answer.Silence();
    }
    byte[] body = ResponseBody.readAll(stream, MOST_BYTES, within);
    if (stream.status() == 200) {
      return new Answer.Welcome(parse(body));
    }
    return new Answer.Refusal(
        stream.status(), DialReasons.refused(stream.status(), body), retryAfter(stream));
  }

  private String token() throws DialFailure {
    try {
      return settings.token().get();
    } catch (NoTokenException e) {
      throw new DialFailure(e.trouble(), DialReasons.brief(e), e);
    } catch (RuntimeException e) {
      throw new DialFailure(
          LinkTrouble.CREDENTIAL, "could not read the token: " + DialReasons.brief(e), e);
    }
  }

  private LinkSession parse(byte[] body) throws IOException {
    JsonNode node = JSON.readTree(body);
    if (node == null || node.path("controlPlaneId").asText().isEmpty()) {
      throw new IOException("the answer to the session request is not a gateway's");
    }
    return new LinkSession(
        node.path("cluster").asText(),
        node.path("controlPlaneId").asText(),
        node.path("version").asText(),
        mode(node.path("singleNamespace").asText()));
  }

  private NamespaceMode mode(String singleNamespace) throws IOException {
    if (singleNamespace.isEmpty()) {
      return new NamespaceMode.PerNamespace();
    }
    try {
      return new NamespaceMode.Single(singleNamespace, settings.clusterId());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Optional<Duration> retryAfter(TunnelStream stream) {
    String value = stream.headers().get(HttpHeader.RETRY_AFTER);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(value.strip()))));
    } catch (NumberFormatException _) {
      return until(value.strip());
    }
  }

  private Optional<Duration> until(String date) {
    try {
      Duration wait =
          Duration.between(
              clock.instant(),
              ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
