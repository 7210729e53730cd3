package dev.jetway.backend.connect;

import dev.jetway.backend.ProviderBackend;
import dev.jetway.backend.cache.CacheSettings;
import dev.jetway.backend.feed.CacheLimits;
import dev.jetway.backend.offer.LastKnownStore;
import dev.jetway.backend.offer.Remembered;
import dev.jetway.tunnel.ControlPlaneLink;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Opens connections: what was last known, the link, and the backend over it.
 *
 * @param links opens the links
 * @param stores where each connection keeps what it knows beyond a restart
 * @param consumerNamespaceGone whether it is known that a consumer namespace is not there
 * @param limits of what each connection keeps in memory
 */
public record ConnectionOpener(
    LinkOpener links,
    Function<ConnectionSpec, LastKnownStore> stores,
    Predicate<String> consumerNamespaceGone,
    CacheLimits limits,
    Clock clock) {
  /**
   * Opens one, also with a credential that cannot be used: then what was last known is served.
   *
   * @param changed called when the link, the offer or the renewal of the token changes; must not
   *     block
   */
  OpenConnection open(ConnectionSpec spec, Credential credential, Runnable changed) {
    LastKnownStore store = stores.apply(spec);
    Remembered before = Remembered.load(spec.name(), store, spec.acceptControlPlane());
    AtomicReference<Credential> held = new AtomicReference<>(credential);
    AtomicReference<Optional<String>> renewal = new AtomicReference<>(Optional.empty());
    Optional<Credential.Unusable> problem = Optional.empty();
    ControlPlaneLink link;
    try {
      link =
          switch (credential) {
            case Credential.Unusable(String _, String message) ->
                new UnusableLink(spec.name(), message, clock);
            case Credential.Token _, Credential.Kubeconfig _ ->
                links.open(
                    spec,
                    credential,
                    () -> OpenConnection.token(held.get()),
                    why -> {
                      renewal.set(why);
                      changed.run();
                    },
                    before.identity());
          };
    } catch (RuntimeException e) { // whatever is wrong with one, the others go on
      String message = "%s cannot be used: %s".formatted(spec.secret(), e.getMessage());
      problem = Optional.of(new Credential.Unusable("SecretInvalid", message));
      link = new UnusableLink(spec.name(), message, clock);
    }
    CacheSettings cache = new CacheSettings(limits, spec.staleReads());
    ProviderBackend backend =
        new ProviderBackend(link, before.known(), store, consumerNamespaceGone, cache, clock);
    AcceptedOffer accepted = new AcceptedOffer(spec.name(), store.accepted());
    return new OpenConnection(spec, held, problem, renewal::get, backend, accepted, changed);
  }
}
