package dev.jetway.tunnel.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.TunnelToken;
import dev.jetway.tunnel.gateway.GatewayDoor.Guest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to {@code POST /tunnel/token}: a new token for the one that the caller came with, a
 * bootstrap token or one that ends some day. The request needs no body. Thread-safe.
 */
final class TokenAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(TokenAnswer.class);

  /** A cluster's replicas ask once in hours. */
  private static final int PER_SECOND = 5;

  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final int MOST_CLUSTERS = 10_000;
  private static final int MOST_BODY = 4096;

  private final TokenIssue issue;
  private final Duration patience;
  private final GatewayMetrics metrics;
  private final Cache<String, RateLimit> limits =
      Caffeine.newBuilder().expireAfterAccess(IDLE).maximumSize(MOST_CLUSTERS).build();

  TokenAnswer(TokenIssue issue, Duration patience, GatewayMetrics metrics) {
    this.issue = issue;
    this.patience = patience;
    this.metrics = metrics;
  }

  boolean isFor(Request request) {
    return TunnelToken.PATH.equals(request.getHttpURI().getPath());
  }

  /**
   * Answers someone who was let in.
   *
   * @throws StatusException 405, 413 or 408 for a body that is no such request's, 429 for one who
   *     asks without end, or what {@link TokenIssue#issue} throws
   */
  void write(Request request, Response response, Guest guest, Callback callback) {
    TokenIssue.Issued issued;
    try {
      issued = issue(request, guest);
    } catch (StatusException e) {
      metrics.tokenExchange(guest.cluster(), Integer.toString(e.status().code()));
      LOG.info(
          "no new token cluster={} code={} reason=\"{}\"",
          guest.cluster(),
          e.status().code(),
          e.status().message());
      throw e;
    }
    metrics.tokenExchange(guest.cluster(), "200");
    LOG.info(
        "new token cluster={} bootstrap={} expires={}",
        guest.cluster(),
        guest.caller().bootstrapSecret().isPresent(),
        issued.expires());
    byte[] body =
        JsonNodeFactory.instance
            .objectNode()
            .put(TunnelToken.TOKEN, issued.token())
            .put(TunnelToken.EXPIRES, issued.expires())
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private TokenIssue.Issued issue(Request request, Guest guest) {
    if (!request.getMethod().equals("POST")) {
      throw new StatusException(Status.of(405, "only POST is possible on " + TunnelToken.PATH));
    }
    limits
        .get(
            guest.caller().uid(),
            _ ->
                new RateLimit(
                    PER_SECOND,
                    "the cluster asks for tokens too often; try again in a second",
                    System::nanoTime))
        .acquire();
    try {
      new RequestBody(request, MOST_BODY, patience).read(_ -> {});
    } catch (IOException e) {
      throw new StatusException(Status.of(400, "the body of the request could not be read"), e);
    }
    return issue.issue(guest.caller(), guest.tenant());
  }
}
