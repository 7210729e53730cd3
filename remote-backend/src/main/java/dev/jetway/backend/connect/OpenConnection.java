package dev.jetway.backend.connect;

import dev.jetway.backend.ProviderBackend;
import dev.jetway.tunnel.ControlPlaneLink.Subscription;
import dev.jetway.tunnel.LinkState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * One connection while it is open: its Secret, its link and its backend. A token that changes takes
 * effect with the next request; everything else needs another link. Thread-safe, except that {@link
 * #spec} and the credential change on the controller's thread.
 */
final class OpenConnection implements AutoCloseable {
  private final AtomicReference<Credential> credential;
  private final Optional<Credential.Unusable> problem;
  private final Supplier<Optional<String>> renewal;
  private final ProviderBackend backend;
  private final AcceptedOffer accepted;
  private final List<Subscription> subscriptions;
  private ConnectionSpec spec;

  /**
   * A connection that is open.
   *
   * @param credential what the Secret holds; the link reads its token from here
   * @param problem why no link could be opened with it; empty if one was
   * @param renewal why the token is not renewed; empty if it is
   * @param accepted what bindings have accepted of its offer
   * @param changed called when the link or the offer changes; must not block
   */
  OpenConnection(
      ConnectionSpec spec,
      AtomicReference<Credential> credential,
      Optional<Credential.Unusable> problem,
      Supplier<Optional<String>> renewal,
      ProviderBackend backend,
      AcceptedOffer accepted,
      Runnable changed) {
    this.spec = spec;
    this.credential = credential;
    this.problem = problem;
    this.renewal = renewal;
    this.backend = backend;
    this.accepted = accepted;
    this.subscriptions =
        List.of(
            backend.onCatalogChange(_ -> changed.run()), backend.onLinkChange(_ -> changed.run()));
  }

  /** The token of the moment. */
  static String token(Credential credential) {
    return switch (credential) {
      case Credential.Token token -> token.token();
      case Credential.Kubeconfig _ -> "";
      case Credential.Unusable(String _, String message) ->
          throw new IllegalStateException(message);
    };
  }

  ConnectionSpec spec() {
    return spec;
  }

  /** What the Secret holds, or why it is of no use. */
  Credential credential() {
    return problem.<Credential>map(found -> found).orElseGet(credential::get);
  }

  /** Why the token is not renewed; empty if it is. */
  Optional<String> renewal() {
    return renewal.get();
  }

  ProviderBackend backend() {
    return backend;
  }

  /** What bindings have accepted of its offer. */
  AcceptedOffer accepted() {
    return accepted;
  }

  LinkState link() {
    return backend.linkState();
  }

  /**
   * Takes over what changed, if the link can stay.
   *
   * @return false if another must be opened
   */
  boolean update(ConnectionSpec next, Credential nextCredential) {
    boolean stays = next.hasLinkOf(spec) && canStay(nextCredential);
    if (stays) {
      spec = next;
      credential.set(nextCredential);
    }
    return stays;
  }

  /** A link that is down tries a new credential at once, rather than when its pause is over. */
  private boolean canStay(Credential next) {
    Credential now = credential.get();
    if (next.equals(now)) {
      return true;
    }
    boolean up = link() instanceof LinkState.Up;
    return switch (next) {
      case Credential.Token token ->
          up && now instanceof Credential.Token before && token.leadsWhere(before);
      case Credential.Kubeconfig _, Credential.Unusable _ -> false;
    };
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    backend.close();
  }
}
