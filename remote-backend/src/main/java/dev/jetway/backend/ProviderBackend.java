package dev.jetway.backend;

import dev.jetway.backend.call.ProviderCall;
import dev.jetway.backend.namespace.MappedNamespaces;
import dev.jetway.backend.namespace.NamespaceCleanup;
import dev.jetway.backend.offer.LastKnown;
import dev.jetway.backend.offer.LastKnownStore;
import dev.jetway.backend.offer.OfferSubscription;
import dev.jetway.backend.view.Cluster;
import dev.jetway.backend.view.NamespaceMapping;
import dev.jetway.backend.view.PerNamespaceMapping;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.ControlPlaneLink.Subscription;
import dev.jetway.tunnel.LinkSession;
import dev.jetway.tunnel.LinkState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
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
  private static final Logger LOG = LoggerFactory.getLogger(ProviderBackend.class);

  private final ControlPlaneLink link;
  private final LastKnownStore store;
  private final MappedNamespaces mapped;
  private final OfferSubscription offers;
  private final NamespaceCleanup cleanup;
  private final Subscription linkSubscription;
  private final List<Consumer<ApiCatalog>> listeners = new CopyOnWriteArrayList<>();
  private final Object catalogLock = new Object();
  private volatile Optional<Peer> peer;

  /** Who we are at the control plane, and how namespaces are named there. */
  private record Peer(String controlPlaneId, Cluster cluster, NamespaceMapping mapping) {
    static Peer of(String controlPlaneId, String clusterName) {
      Cluster cluster = new Cluster(clusterName);
      return new Peer(controlPlaneId, cluster, new PerNamespaceMapping(cluster));
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
   */
  public ProviderBackend(
      ControlPlaneLink link,
      Optional<LastKnown> lastKnown,
      LastKnownStore store,
      Predicate<String> consumerNamespaceGone) {
    this.link = link;
    this.store = store;
    this.peer = lastKnown.map(known -> Peer.of(known.controlPlaneId(), known.cluster()));
    LinkCalls calls = new LinkCalls(link);
    this.mapped = new MappedNamespaces(calls, this::lookForOrphans);
    this.offers =
        new OfferSubscription(
            calls,
            lastKnown.map(LastKnown::catalog).orElse(ApiCatalog.UNKNOWN),
            this::catalogChanged);
    this.cleanup =
        new NamespaceCleanup(
            calls,
            mapped,
            offers::catalog,
            ns -> peer().mapping().toProvider(ns),
            consumerNamespaceGone);
    this.linkSubscription = link.onChange(this::linkChanged);
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
    return new ProviderCall(link, mapped, catalog(), known.cluster(), known.mapping()).run(request);
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
    if (state instanceof LinkState.Up(_, LinkSession session)) {
      peer = Optional.of(Peer.of(session.controlPlaneId(), session.cluster()));
    }
  }

  private void catalogChanged(ApiCatalog catalog) {
    synchronized (catalogLock) {
      listeners.forEach(listener -> listener.accept(catalog));
    }
    peer.ifPresent(
        known -> keep(new LastKnown(known.cluster().name(), known.controlPlaneId(), catalog)));
  }

  private void keep(LastKnown lastKnown) {
    try {
      store.save(lastKnown);
    } catch (RuntimeException e) {
      LOG.warn("last known state not kept connection={} reason=\"{}\"", name(), e.getMessage());
    }
  }
}
