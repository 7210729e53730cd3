package dev.jetway.tunnel.token;

import dev.jetway.tunnel.TokenClaims;
import java.util.Optional;

/**
 * A token as it was found in its store.
 *
 * @param token a bearer token; never shown by {@link #toString}
 * @param version the version of the store that it was found in
 */
public record StoredToken(String token, String version) {
  /** What it says of itself; empty if it is not a JSON Web Token. */
  public Optional<TokenClaims> claims() {
    return TokenClaims.of(token);
  }

  boolean isBootstrap() {
    return claims().filter(TokenClaims::isBootstrap).isPresent();
  }

  @Override
  public String toString() {
    return "StoredToken[token=..., version=" + version + "]";
  }
}
