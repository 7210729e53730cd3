package dev.jetway.backend.bind;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.CacheFigures;
import dev.jetway.backend.RemoteBackend;
import dev.jetway.backend.ResourceRequest;
import dev.jetway.backend.bind.BindingPlan.Provided;
import dev.jetway.kube.ResourcePath;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.Verb;
import dev.jetway.kube.VersionPriority;
import dev.jetway.tunnel.ControlPlaneLink.Subscription;
import dev.jetway.tunnel.LinkState;
import dev.jetway.tunnel.offer.GroupVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Several control planes as one backend: each request goes to the one that its group/version is
 * bound to, and nothing but what is bound is shown.
 *
 * <p>Where a resource is bound in some namespaces only, the others look empty: lists and watches
 * there are asked with a selector that nothing meets, so that they have a valid answer of every
 * form.
 *
 * <p>Thread-safe. {@link #serve} is for one thread at a time; the lock guards the listeners, so
 * that each hears of the catalogs one after the other.
 */
public final class BoundBackend implements RemoteBackend {
  private final String name;
  private final BoundCatalog catalogs = new BoundCatalog();
  private final List<Consumer<ApiCatalog>> listeners = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();
  private final LiveWatches watches = new LiveWatches();
  private volatile State state = new State(Map.of(), Map.of(), ApiCatalog.UNKNOWN);

  /**
   * What is served.
   *
   * @param connections every connection's backend, by its name
   */
  private record State(
      Map<GroupVersion, Route> routes,
      Map<String, RemoteBackend> connections,
      ApiCatalog catalog) {}

  /**
   * Where requests of a group/version go.
   *
   * @param shown what of it is bound
   */
  private record Route(
      String connection,
      RemoteBackend backend,
      ApiVersion shown,
      SortedMap<String, Reach> resources) {}

  /** A backend that knows nothing yet; the name is for messages that are about no connection. */
  public BoundBackend(String name) {
    this.name = name;
  }

  /**
   * Serves this from now on.
   *
   * @param connections every connection's backend; they stay the caller's to close
   * @param shown what clients see of each connection
   * @param versions what is bound
   * @param staying what is to be served as before although it is no longer bound, because
   *     kube-apiserver may still ask for it
   */
  public void serve(
      Map<String, ? extends RemoteBackend> connections,
      Map<String, ApiCatalog> shown,
      SortedMap<GroupVersion, Provided> versions,
      Set<GroupVersion> staying) {
    State before = state;
    Map<GroupVersion, Route> routes = new TreeMap<>();
    staying.forEach(key -> {
      Route route = before.routes().get(key);
      if (route != null) {
        routes.put(key, route);
      }
    });
    Map<RemoteBackend, ApiCatalog> seen = new LinkedHashMap<>();
    Map<RemoteBackend, Map<GroupVersion, Set<String>>> kept = new HashMap<>();
    catalogs.begin();
    versions.forEach((key, provided) -> {
      RemoteBackend backend = connections.get(provided.connection());
      ApiCatalog catalog = shown.get(provided.connection());
      if (backend == null || catalog == null) {
        return;
      }
      seen.put(backend, catalog);
      catalog
          .find(key.group(), key.version())
          .ifPresent(whole -> {
            Set<String> resources = provided.resources().keySet();
            kept.computeIfAbsent(backend, _ -> new TreeMap<>()).put(key, Set.copyOf(resources));
            routes.put(
                key,
                new Route(
                    provided.connection(),
                    backend,
                    catalogs.limit(whole, resources),
                    provided.resources()));
          });
    });
    List<Map.Entry<ApiCatalog, Map<GroupVersion, Set<String>>>> parts = new ArrayList<>();
    seen.forEach((backend, catalog) -> {
      if (kept.containsKey(backend)) {
        parts.add(Map.entry(catalog, kept.get(backend)));
      }
    });
    ApiCatalog.Document openApiV2 = catalogs.openApiV2(parts);
    catalogs.end();
    change(new State(Map.copyOf(routes), Map.copyOf(connections), catalog(routes, openApiV2)));
  }

  /** What is served now, also what is only served until kube-apiserver asks no more. */
  public Set<GroupVersion> served() {
    return state.routes().keySet();
  }

  /** The backends that requests can go to now. */
  public Set<RemoteBackend> inUse() {
    return Set.copyOf(state.routes().values().stream().map(Route::backend).toList());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public StreamedResponse call(ResourceRequest request) {
    ResourcePath path = request.info().path();
    Route route = state.routes().get(new GroupVersion(path.group(), path.version()));
    Reach reach = route == null ? null : route.resources().get(path.resource());
    if (route == null || reach == null) {
      throw new StatusException(Status.of(404, "the server could not find the requested resource"));
    }
    ResourceRequest limited = NamespaceLimit.of(reach).apply(request);
    StreamedResponse answer = route.backend().call(limited);
    return request.info().verb() == Verb.WATCH
        ? watches.follow(
            new LiveWatches.Key(route.backend(), path.group(), path.resource(), reach), answer)
        : answer;
  }

  @Override
  public ApiCatalog catalog() {
    return state.catalog();
  }

  @Override
  public Subscription onCatalogChange(Consumer<ApiCatalog> listener) {
    synchronized (lock) {
      listeners.add(listener);
      listener.accept(catalog());
    }
    return () -> listeners.remove(listener);
  }

  /** Up if every connection is. */
  @Override
  public LinkState linkState() {
    return links().values().stream()
        .sorted(Comparator.comparing(link -> link instanceof LinkState.Up))
        .findFirst()
        .orElseGet(() -> new LinkState.Down(Instant.EPOCH, "there is no ClusterConnection"));
  }

  @Override
  public Map<String, LinkState> links() {
    Map<String, LinkState> links = new TreeMap<>();
    state
        .connections()
        .forEach((connection, backend) -> links.put(connection, backend.linkState()));
    return links;
  }

  @Override
  public CacheFigures cacheFigures() {
    long fromCache = 0;
    long fromProvider = 0;
    List<CacheFigures.OfResource> resources = new ArrayList<>();
    for (RemoteBackend backend : state.connections().values()) {
      CacheFigures figures = backend.cacheFigures();
      fromCache += figures.fromCache();
      fromProvider += figures.fromProvider();
      resources.addAll(figures.resources());
    }
    return new CacheFigures(fromCache, fromProvider, resources);
  }

  /** The connections' backends are their owner's to close. */
  @Override
  public void close() {
    watches.endAll();
  }

  private void change(State next) {
    synchronized (lock) {
      boolean isNews = !next.catalog().equals(state.catalog());
      state = next;
      if (isNews) {
        listeners.forEach(listener -> listener.accept(next.catalog()));
      }
    }
    watches.endUnless(key -> isRoute(next, key));
  }

  /** Whether a watch would be asked today as it was when it began. */
  @SuppressWarnings("ReferenceEquality") // which backend it is, not what it is like
  private static boolean isRoute(State state, LiveWatches.Key key) {
    return state.routes().entrySet().stream()
        .anyMatch(entry ->
            entry.getKey().group().equals(key.group())
                && entry.getValue().backend() == key.backend()
                && key.reach().equals(entry.getValue().resources().get(key.resource())));
  }

  private static ApiCatalog catalog(
      Map<GroupVersion, Route> routes, ApiCatalog.Document openApiV2) {
    List<ApiVersion> versions = new ArrayList<>();
    routes.values().forEach(route -> versions.add(route.shown()));
    versions.sort(
        Comparator.comparing(ApiVersion::group)
            .thenComparing(ApiVersion::version, new VersionPriority()));
    return new ApiCatalog(versions, openApiV2);
  }
}
