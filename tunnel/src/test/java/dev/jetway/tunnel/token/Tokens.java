package dev.jetway.tunnel.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;

/** JSON Web Tokens that nobody has signed. */
final class Tokens {
  private Tokens() {}

  static String regular(String id, Instant issued, Instant expires) {
    return token(id, issued, expires, "");
  }

  static String bootstrap(String id, Instant issued, Instant expires) {
    return token(
        id, issued, expires, ",\"secret\":{\"name\":\"shop-bootstrap\",\"uid\":\"secret-1\"}");
  }

  private static String token(String id, Instant issued, Instant expires, String more) {
    String claims =
        "{\"jti\":\"%s\",\"iat\":%d,\"exp\":%d,\"kubernetes.io\":{\"serviceaccount\":{\"name\":\"shop\",\"uid\":\"u\"}%s}}"
            .formatted(id, issued.getEpochSecond(), expires.getEpochSecond(), more);
    return "e30."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8))
        + ".c2ln";
  }
}
