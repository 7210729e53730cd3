package dev.jetway.backend;

import dev.jetway.backend.cache.CacheSettings;
import dev.jetway.backend.cache.ResourceCache;
import dev.jetway.backend.call.ProviderCall;
import dev.jetway.backend.namespace.MappedNamespaces;
import dev.jetway.backend.namespace.NamespaceCleanup;
import dev.jetway.backend.namespace.Owner;
import dev.jetway.backend.offer.LastKnown;
import dev.jetway.backend.offer.LastKnownStore;
import dev.jetway.backend.offer.OfferSubscription;
import dev.jetway.backend.view.Cluster;
import dev.jetway.backend.view.GeneratedNames;
import dev.jetway.backend.view.NamespaceMapping;
import dev.jetway.backend.view.PerNamespaceMapping;
import dev.jetway.backend.view.SingleMapping;
import dev.jetway.backend.view.ViewScope;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.ControlPlaneLink.Subscription;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.NamespaceMode;
import dev.jetway.tunnel.SingleObjectName;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control plane behind a {@link ControlPlaneLink}: its offers and namespaces are followed, and
 * each call is translated and sent through the link once.
 *
 * <p>Thread-safe. The lock guards the catalog's listeners, so that each hears of the snapshots one
 * after the other.
 */
public final class ProviderBackend implements RemoteBackend {
  private static final int UNAVAILABLE = 503;
  private static final Logger LOG = LoggerFactory.getLogger(ProviderBackend.class);

  private final ControlPlaneLink link;
  private final LastKnownStore store;
  private final MappedNamespaces mapped;
  private final OfferSubscription offers;
  private final NamespaceCleanup cleanup;
  private final ResourceCache cache;
  private final ProviderCall.Surroundings around;
  private final Subscription linkSubscription;
  private final List<Consumer<ApiCatalog>> listeners = new CopyOnWriteArrayList<>();
  private final Object catalogLock = new Object();
  private volatile Optional<Peer> peer;
  private ApiCatalog cached; // what the cache has heard of, guarded by catalogLock

  /** Who we are at the control plane, and where our objects are there. */
  private record Peer(String controlPlaneId, Cluster cluster, NamespaceMode mode) {
    static Peer of(String controlPlaneId, String clusterName, NamespaceMode mode) {
      return new Peer(controlPlaneId, new Cluster(clusterName), mode);
    }

    Owner owner() {
      return new Owner(controlPlaneId, cluster.name());
    }

    NamespaceMapping mapping(ResourcePath path, ApiCatalog offered) {
      return switch (mode) {
        case NamespaceMode.PerNamespace() -> new PerNamespaceMapping(cluster);
        case NamespaceMode.Single single ->
            new SingleMapping(
                cluster,
                single,
                offered.isClaim(path.group(), path.version(), path.resource())
                    ? SingleObjectName.CLAIM
                    : SingleObjectName.COMPOSITE);
      };
    }

    /** The views that a request for this resource needs, of a namespace or of all. */
    Function<String, ViewScope> views(ResourcePath path, ApiCatalog offered) {
      NamespaceMapping mapping = mapping(path, offered);
      return namespace -> new ViewScope(cluster, mapping, namespace);
    }

    /** The provider namespace that stands for this consumer namespace alone. */
    Optional<String> ownNamespace(String consumerNamespace) {
      return switch (mode) {
        case NamespaceMode.PerNamespace() ->
            Optional.of(new PerNamespaceMapping(cluster).toProvider(consumerNamespace));
        case NamespaceMode.Single _ -> Optional.empty();
      };
    }

    String everywhere() {
      return switch (mode) {
        case NamespaceMode.PerNamespace() -> "";
        case NamespaceMode.Single single -> single.namespace();
      };
    }
  }

  /**
   * A backend that begins to follow its control plane at once.
   *
   * @param link the way there; closed with the backend
   * @param lastKnown what is taken as offered until the control plane says otherwise
   * @param store where each new state is kept
   * @param consumerNamespaceGone whether it is known that a consumer namespace is not there, for
   *     the cleanup of emptied provider namespaces
   * @param settings how much is kept in memory, and what it is used for
   */
  public ProviderBackend(
      ControlPlaneLink link,
      Optional<LastKnown> lastKnown,
      LastKnownStore store,
      Predicate<String> consumerNamespaceGone,
      CacheSettings settings,
      Clock clock) {
    this.link = link;
    this.store = store;
    this.peer =
        lastKnown.map(known -> Peer.of(known.controlPlaneId(), known.cluster(), known.mode()));
    LinkCalls calls = new LinkCalls(link);
    this.cached = lastKnown.map(LastKnown::catalog).orElse(ApiCatalog.UNKNOWN);
    this.cache =
        new ResourceCache(
            link, calls, settings, clock, () -> peer.map(Peer::everywhere).orElse(""));
    this.mapped =
        new MappedNamespaces(
            calls, store.namespaces(), () -> peer.map(Peer::owner), this::lookForOrphans);
    this.offers =
        new OfferSubscription(
            calls,
            lastKnown.map(LastKnown::catalog).orElse(ApiCatalog.UNKNOWN),
            this::catalogChanged);
    this.cleanup =
        new NamespaceCleanup(
            calls, mapped, offers::catalog, ns -> peer().ownNamespace(ns), consumerNamespaceGone);
    this.around =
        new ProviderCall.Surroundings(link, mapped, cache, new GeneratedNames(new SecureRandom()));
    this.linkSubscription = link.onChange(this::linkChanged);
    cache.start();
    offers.start();
    mapped.start();
    cleanup.start();
  }

  @Override
  public String name() {
    return link.name();
  }

  @Override
  public StreamedResponse call(ResourceRequest request) {
    Peer known = peer();
    ApiCatalog offered = catalog();
    Function<String, ViewScope> views = known.views(request.info().path(), offered);
    Optional<StreamedResponse> answer = cache.answer(request, offered, views);
    return answer.isPresent() ? answer.get() : ask(request, offered, known);
  }

  /** What the provider answers; if it cannot be reached, what was known last may do. */
  private StreamedResponse ask(ResourceRequest request, ApiCatalog offered, Peer known) {
    ResourcePath path = request.info().path();
    Function<String, ViewScope> views = known.views(path, offered);
    try {
      StreamedResponse response =
          new ProviderCall(around, offered, known.cluster(), known.mapping(path, offered))
              .run(request);
      cache.noteAnswer(request, response.status(), views);
      if (response.status() != UNAVAILABLE) {
        return response;
      }
      Optional<StreamedResponse> stale = cache.answerStale(request, offered, views);
      stale.ifPresent(_ -> response.cancel(new IOException("it is answered here")));
      return stale.orElse(response);
    } catch (StatusException e) {
      if (!(e.getCause() instanceof LinkException)) {
        throw e;
      }
      return cache.answerStale(request, offered, views).orElseThrow(() -> e);
    }
  }

  @Override
  public ApiCatalog catalog() {
    return offers.catalog();
  }

  @Override
  public Subscription onCatalogChange(Consumer<ApiCatalog> listener) {
    synchronized (catalogLock) {
      listeners.add(listener);
      listener.accept(catalog());
    }
    return () -> listeners.remove(listener);
  }

  @Override
  public LinkState linkState() {
    return link.state();
  }

  /** Hears of every change of {@link #linkState}, as {@link ControlPlaneLink#onChange}. */
  public Subscription onLinkChange(Consumer<LinkState> listener) {
    return link.onChange(listener);
  }

  @Override
  public CacheFigures cacheFigures() {
    return cache.figures();
  }

  /**
   * A consumer namespace has gone: what is left of it at the provider goes as well, once it is
   * empty.
   */
  public void consumerNamespaceDeleted(String namespace) {
    cleanup.deleted(namespace);
  }

  /** The consumer's namespaces have become known: what went while nobody watched is cleaned up. */
  public void lookForOrphans() {
    cleanup.lookForOrphans();
  }

  @Override
  public void close() {
    linkSubscription.close();
    cache.close();
    cleanup.close();
    offers.close();
    mapped.close();
    link.close();
  }

  private Peer peer() {
    return peer.orElseThrow(() -> {
      String why =
          link.state() instanceof LinkState.Down down ? down.reason() : "it is being set up";
      return new StatusException(
          Status.of(
              503, "connection \"" + name() + "\" to the control plane is not up yet: " + why));
    });
  }

  private void linkChanged(LinkState state) {
    if (state instanceof LinkState.Down down && down.identityChanged()) {
      cache.reset(); // what was known is of another control plane
    } else if (state instanceof LinkState.Up(_, LinkSession session)) {
      Peer now = Peer.of(session.controlPlaneId(), session.cluster(), session.mode());
      Optional<Peer> before = peer;
      peer = Optional.of(now);
      if (before.isPresent() && !before.get().equals(now)) {
        cache.reset();
      }
    }
  }

  private void catalogChanged(ApiCatalog catalog) {
    synchronized (catalogLock) {
      cache.catalogChanged(cached, catalog);
      cached = catalog;
      listeners.forEach(listener -> listener.accept(catalog));
    }
    peer.ifPresent(known ->
        keep(new LastKnown(known.cluster().name(), known.controlPlaneId(), known.mode(), catalog)));
  }

  private void keep(LastKnown lastKnown) {
    try {
      store.save(lastKnown);
    } catch (RuntimeException e) {
      LOG.warn("last known state not kept connection={} reason=\"{}\"", name(), e.getMessage());
    }
  }
}
