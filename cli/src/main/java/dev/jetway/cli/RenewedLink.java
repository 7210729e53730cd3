package dev.jetway.cli;

import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkIdentity;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.dial.LinkSettings;
import dev.jetway.tunnel.dial.TokenExchange;
import dev.jetway.tunnel.dial.TunnelLink;
import dev.jetway.tunnel.token.StoredToken;
import dev.jetway.tunnel.token.TokenRenewal;
import dev.jetway.tunnel.token.TokenStore;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A link through a gateway whose token is kept valid, in the Secret that it comes from, as long as
 * the link is open.
 */
record RenewedLink(ControlPlaneLink link, TokenRenewal renewal) implements ControlPlaneLink {
  /**
   * Opens it; it connects by itself.
   *
   * @param settings where it goes
   * @param seen what a watch saw last in the Secret, asked for each request
   * @param store the Secret
   */
  static RenewedLink open(
      LinkSettings settings, Supplier<String> seen, TokenStore store, LinkIdentity identity) {
    TokenRenewal renewal =
        TokenRenewal.start(
            settings.name(),
            stored(seen),
            store,
            new TokenExchange(settings)::exchange,
            _ -> {}, // it is logged, and a link without a token says why
            Clock.systemUTC(),
            RandomGenerator.getDefault());
    return new RenewedLink(
        TunnelLink.open(settings.withToken(() -> token(seen, renewal)), identity), renewal);
  }

  private static String token(Supplier<String> seen, TokenRenewal renewal) {
    renewal.stored(stored(seen));
    return renewal.get();
  }

  private static StoredToken stored(Supplier<String> seen) {
    return new StoredToken(seen.get(), "");
  }

  @Override
  public String name() {
    return link.name();
  }

  @Override
  public LinkState state() {
    return link.state();
  }

  @Override
  public Subscription onChange(Consumer<LinkState> listener) {
    return link.onChange(listener);
  }

  @Override
  public StreamedResponse send(LinkRequest request) throws LinkException {
    return link.send(request);
  }

  @Override
  public void close() {
    renewal.close();
    link.close();
  }
}
