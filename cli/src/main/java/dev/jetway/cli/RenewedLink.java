package dev.jetway.cli;

import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.OwnedLink;
import dev.jetway.tunnel.dial.LinkSettings;
import dev.jetway.tunnel.dial.TokenExchange;
import dev.jetway.tunnel.dial.TunnelLink;
import dev.jetway.tunnel.token.StoredToken;
import dev.jetway.tunnel.token.TokenRenewal;
import dev.jetway.tunnel.token.TokenState;
import dev.jetway.tunnel.token.TokenStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A link through a gateway whose token is kept valid, in the Secret that it comes from, as long as
 * the link is open.
 */
final class RenewedLink {
  private RenewedLink() {}

  /**
   * Opens it; it connects by itself.
   *
   * @param settings where it goes
   * @param seen what a watch saw last in the Secret, asked for each request
   * @param store the Secret
   * @param renewal hears why the token is not renewed, or, by an empty one, that it is
   */
  static ControlPlaneLink open(
      LinkSettings settings,
      Supplier<String> seen,
      TokenStore store,
      Consumer<Optional<String>> renewal,
      LinkIdentity identity) {
    TokenRenewal renewing =
        TokenRenewal.start(
            settings.name(),
            stored(seen),
            store,
            new TokenExchange(settings)::exchange,
            state -> renewal.accept(trouble(state)),
            Clock.systemUTC(),
            RandomGenerator.getDefault());
    ControlPlaneLink link =
        TunnelLink.open(settings.withToken(() -> token(seen, renewing)), identity);
    return new OwnedLink(
        link,
        () -> {
          renewing.close();
          link.close();
        });
  }

  /** A link without a usable token is down, and says why itself. */
  private static Optional<String> trouble(TokenState state) {
    return state instanceof TokenState.Failing(var _, String message, Optional<Instant> until)
            && until.isPresent()
        ? Optional.of(message)
        : Optional.empty();
  }

  private static String token(Supplier<String> seen, TokenRenewal renewal) {
    renewal.stored(stored(seen));
    return renewal.get();
  }

  private static StoredToken stored(Supplier<String> seen) {
    return new StoredToken(seen.get(), "");
  }
}
