package dev.jetway.tunnel.dial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.Status;
import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.TunnelToken;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Asks the gateway for a new token, {@code POST /tunnel/token}, over a connection of its own, which
 * goes the way of a link's: a bootstrap token opens no link. Immutable; calls block, at most twice
 * {@link LinkTimings#connectWithin}.
 */
public final class TokenExchange {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 64 * 1024;

  private final LinkSettings settings;

  /**
   * Exchanges at this gateway.
   *
   * @param settings where it is; its token is not asked for
   */
  public TokenExchange(LinkSettings settings) {
    this.settings = settings;
  }

  /** Gives a token for one that is valid still. A bootstrap token is of no use after it. */
  public TokenOutcome exchange(String token) throws InterruptedException {
    HTTP2Client http2 = TunnelTransport.client(settings);
    LifeCycle.start(http2);
    try {
      return over(http2, token);
    } finally {
      LifeCycle.stop(http2);
    }
  }

  private TokenOutcome over(HTTP2Client http2, String token) throws InterruptedException {
    RequestHead heads = new RequestHead(settings);
    GatewayDialer dialer =
        new GatewayDialer(
            settings,
            http2,
            new SessionRequest(settings, heads, Clock.systemUTC()),
            LinkIdentity.firstSeen(),
            task -> Thread.ofVirtual().name("token-exchange").start(task));
    Duration within = settings.timings().connectWithin();
    try {
      GatewayConnection connection = dialer.reach(0, (_, _, _) -> {});
      try {
        TunnelStream stream = connection.open(heads.token(token), Optional.empty());
        if (!stream.awaitHead(within)) {
          return new TokenOutcome.Unreached(DialReasons.silent(settings.authority()));
        }
        return outcome(stream.status(), ResponseBody.readAll(stream, MOST_BYTES, within));
      } finally {
        connection.close("the exchange is over");
      }
    } catch (DialFailure e) {
      return new TokenOutcome.Unreached(e.reason());
    } catch (IOException e) {
      return new TokenOutcome.Unreached(
          "the exchange of the token with "
              + settings.authority()
              + " broke: "
              + DialReasons.brief(e));
    }
  }

  private TokenOutcome outcome(int code, byte[] body) throws IOException {
    if (code == 200) {
      return issued(body);
    }
    Optional<Status> status = Status.parse(body);
    return new TokenOutcome.Refused(
        code,
        status.map(Status::reason).orElse(""),
        status
            .map(Status::message)
            .filter(message -> !message.isBlank())
            .orElse(
                code == 404
                    ? "the gateway gives no tokens: it is of an older release"
                    : "the gateway answers the exchange of the token with " + code));
  }

  private TokenOutcome issued(byte[] body) throws IOException {
    JsonNode answer = JSON.readTree(body);
    String token = answer == null ? "" : answer.path(TunnelToken.TOKEN).asText();
    try {
      if (answer != null && !token.isEmpty()) {
        return new TokenOutcome.Issued(
            token, Instant.parse(answer.path(TunnelToken.EXPIRES).asText()));
      }
    } catch (DateTimeParseException _) {
      // No gateway writes such a time.
    }
    throw new IOException("the answer is not a gateway's");
  }
}
