package dev.jetway.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenClaimsTest {
  private static final String ACCOUNT = "\"serviceaccount\":{\"name\":\"shop\",\"uid\":\"u\"}";

  @Test
  void readsATokenOfAServiceAccount() {
    assertThat(of("{\"iat\":100,\"exp\":200,\"kubernetes.io\":{%s}}".formatted(ACCOUNT)))
        .contains(
            new TokenClaims(
                "u", Instant.ofEpochSecond(100), Instant.ofEpochSecond(200), Optional.empty()));
  }

  @Test
  void isABootstrapTokenOnlyWithTheSecretOfItsOwnAccount() {
    String bound = "{\"kubernetes.io\":{%s,\"secret\":{\"name\":\"%s\",\"uid\":\"s\"}}}";
    assertThat(of(bound.formatted(ACCOUNT, "shop-bootstrap")))
        .contains(new TokenClaims("u", Instant.MIN, Instant.MAX, Optional.of("s")));
    assertThat(of(bound.formatted(ACCOUNT, "other-bootstrap")))
        .hasValueSatisfying(claims -> assertThat(claims.isBootstrap()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a.!.c", "a..c", "e30.bnVsbA.x", "e30.W10.x", "opaque"})
  void isEmptyForWhatIsNoJsonWebToken(String token) {
    assertThat(TokenClaims.of(token)).isEmpty();
  }

  private static Optional<TokenClaims> of(String claims) {
    String body = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8));
    return TokenClaims.of("e30." + body + ".c2ln");
  }
}
