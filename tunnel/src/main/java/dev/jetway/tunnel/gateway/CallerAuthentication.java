package dev.jetway.tunnel.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.tunnel.TokenClaims;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Verifies tokens by TokenReview, for an audience of the gateway's own, and remembers the verdict
 * for 10 seconds, good or bad, as kube-apiserver's delegating authenticator does. What could not be
 * asked is not remembered.
 *
 * <p>Thread-safe. Requests with the same unknown token wait for one review.
 */
final class CallerAuthentication {
  private static final Duration REMEMBERED = Duration.ofSeconds(10);
  private static final int MAX_REMEMBERED = 10_000;
  private static final String USER_PREFIX = "system:serviceaccount:";

  private final ApiServerClient api;
  private final String audience;
  private final GatewayMetrics metrics;
  private final Clock clock;
  private final AsyncCache<String, Verdict> verdicts;

  CallerAuthentication(ApiServerClient api, String audience, GatewayMetrics metrics, Clock clock) {
    this.api = api;
    this.audience = audience;
    this.metrics = metrics;
    this.clock = clock;
    Executor virtualThreads = task -> Thread.ofVirtual().name("token-review").start(task);
    this.verdicts =
        Caffeine.newBuilder()
            .executor(virtualThreads)
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .buildAsync();
  }

  private sealed interface Verdict {
    record Accepted(VerifiedCaller caller) implements Verdict {}

    record Rejected() implements Verdict {}
  }

  /**
   * Who has this token.
   *
   * @throws StatusException 401 if the control plane does not accept it, 503 if it cannot be asked
   */
  VerifiedCaller authenticate(Credential credential) {
    Verdict verdict = review(credential);
    if (verdict instanceof Verdict.Accepted(VerifiedCaller caller)
        && clock.instant().isBefore(caller.expires())) {
      return caller;
    }
    throw isOver(credential) ? expired() : rejected();
  }

  /** Whether the control plane need not be asked about a token, whatever came of it before. */
  boolean remembers(Credential credential) {
    return verdicts.getIfPresent(credential.key()) != null;
  }

  private boolean isOver(Credential credential) {
    return TokenClaims.of(credential.token())
        .filter(claims -> !clock.instant().isBefore(claims.expires()))
        .isPresent();
  }

  /** The 401 of someone whose token says so itself; whether it ever was a good one is not said. */
  private static StatusException expired() {
    return new StatusException(
        Status.of(
            401, "the token has expired: connect this cluster again, or give it a new token"));
  }

  /** The 401 of everyone who has no good token, whatever was wrong with it. */
  static StatusException rejected() {
    return new StatusException(
        Status.of(401, "the token is not one that the control plane accepts for this gateway"));
  }

  private Verdict review(Credential credential) {
    try {
      return verdicts.get(credential.key(), _ -> ask(credential)).join();
    } catch (CompletionException e) {
      throw new StatusException(
          Status.of(503, "the token could not be verified: the control plane cannot be asked"), e);
    }
  }

  private Verdict ask(Credential credential) {
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenReview");
    ObjectNode spec = review.putObject("spec");
    spec.put("token", credential.token());
    spec.putArray("audiences").add(audience);
    try {
      JsonNode status =
          api.create("/apis/authentication.k8s.io/v1/tokenreviews", review).path("status");
      Verdict verdict = verdict(credential, status);
      metrics.tokenReview(verdict instanceof Verdict.Accepted ? "accepted" : "rejected");
      return verdict;
    } catch (StatusException | ApiUnreachableException e) {
      metrics.tokenReview("failed");
      throw e;
    }
  }

  private Verdict verdict(Credential credential, JsonNode status) {
    boolean forUs = false;
    for (JsonNode each : status.path("audiences")) {
      forUs |= each.asText().equals(audience);
    }
    String user = status.path("user").path("username").asText();
    String uid = status.path("user").path("uid").asText();
    List<String> parts = List.of(user.split(":", -1));
    boolean accepted =
        status.path("authenticated").asBoolean()
            && forUs
            && user.startsWith(USER_PREFIX)
            && parts.size() == 4
            && !uid.isEmpty();
    if (!accepted) {
      return new Verdict.Rejected();
    }
    // The control plane has verified the token, and with it what it says.
    Optional<TokenClaims> claims = TokenClaims.of(credential.token());
    return new Verdict.Accepted(
        new VerifiedCaller(
            credential,
            parts.get(2),
            parts.get(3),
            uid,
            claims.map(TokenClaims::expires).orElse(Instant.MAX),
            claims.flatMap(TokenClaims::bootstrapSecret)));
  }
}
