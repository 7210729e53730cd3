package dev.jetway.tunnel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * What a ServiceAccount token says about itself. Nothing here verifies it: that is the control
 * plane's to do.
 *
 * @param accountUid the UID of its ServiceAccount
 * @param issued when it was made; {@link Instant#MIN} if it does not say
 * @param expires when it ends; {@link Instant#MAX} if it does not say
 * @param bootstrapSecret the UID of the Secret that makes it a bootstrap token, good for one
 *     exchange; empty for every other token
 */
public record TokenClaims(
    String accountUid, Instant issued, Instant expires, Optional<String> bootstrapSecret) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The name of the Secret that a ServiceAccount's bootstrap tokens are bound to. */
  public static String bootstrapSecretName(String serviceAccount) {
    return serviceAccount + "-bootstrap";
  }

  /** Reads a token; empty if it is not a JSON Web Token. */
  public static Optional<TokenClaims> of(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      return claims == null || !claims.isObject() ? Optional.empty() : Optional.of(of(claims));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Whether it is good for an exchange and for nothing else. */
  public boolean isBootstrap() {
    return bootstrapSecret.isPresent();
  }

  private static TokenClaims of(JsonNode claims) {
    JsonNode kubernetes = claims.path("kubernetes.io");
    JsonNode account = kubernetes.path("serviceaccount");
    JsonNode secret = kubernetes.path("secret");
    boolean bootstrap =
        secret.path("name").asText().equals(bootstrapSecretName(account.path("name").asText()));
    return new TokenClaims(
        account.path("uid").asText(),
        time(claims.path("iat"), Instant.MIN),
        time(claims.path("exp"), Instant.MAX),
        bootstrap ? Optional.of(secret.path("uid").asText()) : Optional.empty());
  }

  private static Instant time(JsonNode seconds, Instant otherwise) {
    return seconds.isNumber() && seconds.canConvertToLong()
        ? Instant.ofEpochSecond(seconds.asLong())
        : otherwise;
  }
}
