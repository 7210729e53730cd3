package dev.jetway.apiserver.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jetway.apiserver.authorization.Reviewer;
import dev.jetway.kube.ApiUnreachableException;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.UserInfo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Asks the cluster's API server whose a bearer token is.
 *
 * <p>Answers, good and bad, are kept for ten seconds by the token's hash, as kube-apiserver keeps
 * them; the token itself is kept nowhere. A review that fails is not kept. Thread-safe.
 */
final class TokenReview {
  private static final String PATH = "/apis/authentication.k8s.io/v1/tokenreviews";
  private static final Duration LIFETIME = Duration.ofSeconds(10);
  private static final int MAX_KEPT = 4096;

  private final Reviewer reviewer;
  private final Cache<String, Identity> kept =
      Caffeine.newBuilder().expireAfterWrite(LIFETIME).maximumSize(MAX_KEPT).build();

  TokenReview(Reviewer reviewer) {
    this.reviewer = reviewer;
  }

  Identity identify(String token) {
    String key = hash(token);
    Identity known = kept.getIfPresent(key);
    if (known != null) {
      return known;
    }
    try {
      Identity fresh = review(token);
      kept.put(key, fresh);
      return fresh;
    } catch (StatusException | ApiUnreachableException e) {
      return new Identity.Refused("token could not be reviewed: " + e.getMessage());
    }
  }

  private Identity review(String token) {
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenReview");
    review.putObject("spec").put("token", token);
    JsonNode status = reviewer.create(PATH, review).path("status");
    JsonNode user = status.path("user");
    String name = user.path("username").asText("");
    if (!status.path("authenticated").asBoolean() || name.isEmpty()) {
      return new Identity.Refused("token is not accepted: " + status.path("error").asText(""));
    }
    return new Identity.Known(
        new UserInfo(
            name,
            user.path("uid").asText(""),
            texts(user.path("groups")),
            extra(user.path("extra"))));
  }

  private static Map<String, List<String>> extra(JsonNode node) {
    Map<String, List<String>> extra = new HashMap<>();
    node.properties().forEach(entry -> extra.put(entry.getKey(), texts(entry.getValue())));
    return extra;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static String hash(String token) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
