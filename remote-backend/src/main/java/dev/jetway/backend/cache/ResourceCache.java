package dev.jetway.backend.cache;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.CacheFigures;
import dev.jetway.backend.LinkCalls;
import dev.jetway.backend.ResourceRequest;
import dev.jetway.backend.call.KnownObjects;
import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.feed.Feed;
import dev.jetway.backend.feed.Feed.Known;
import dev.jetway.backend.feed.Feeds;
import dev.jetway.backend.feed.ResourceKey;
import dev.jetway.backend.feed.Timeline;
import dev.jetway.backend.view.ViewScope;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is known of a control plane's resources, as far as it may answer reads. Thread-safe; blocks
 * for rights and for proofs that it is new enough.
 */
public final class ResourceCache implements KnownObjects, AutoCloseable {
  private final ControlPlaneLink link;
  private final CacheSettings settings;
  private final Clock clock;
  private final LinkCalls calls;
  private final Feeds feeds;
  private final ReadRights rights;
  private final Tables tables = new Tables();
  private final Map<ResourceKey, AtomicInteger> watchers = new ConcurrentHashMap<>();
  private final LongAdder fromCache = new LongAdder();
  private final LongAdder fromProvider = new LongAdder();

  /**
   * Nothing is known yet.
   *
   * @param everywhere the provider's namespace that holds all of the cluster's objects, empty if
   *     they are in many
   */
  public ResourceCache(
      ControlPlaneLink link,
      LinkCalls calls,
      CacheSettings settings,
      Clock clock,
      Supplier<String> everywhere) {
    this.link = link;
    this.calls = calls;
    this.settings = settings;
    this.clock = clock;
    this.rights = new ReadRights(link, clock, everywhere);
    this.feeds =
        new Feeds(
            calls,
            settings.limits(),
            clock,
            feed -> watchersOf(feed.resource()).get(),
            this::learnRights);
  }

  /** Begins to look after what is known. */
  public void start() {
    feeds.start();
  }

  /**
   * Answers a read, if what is known may: new enough, in the form wanted, and allowed to the user.
   * The first list or watch of a resource makes it known.
   *
   * @param view the view of one namespace, or of all if it is empty
   * @return empty if the provider is to answer
   */
  public Optional<StreamedResponse> answer(
      ResourceRequest request, ApiCatalog catalog, Function<String, ViewScope> view) {
    Optional<StreamedResponse> answer =
        request.info().verb().writes()
            ? Optional.empty()
            : reading(request, catalog, view).answer();
    if (!request.info().verb().writes()) {
      (answer.isPresent() ? fromCache : fromProvider).increment();
    }
    return answer;
  }

  /**
   * Answers a read that the provider did not answer from what was known last, with a warning.
   *
   * @return empty if that is not wanted, nothing is known, or the user may not
   */
  public Optional<StreamedResponse> answerStale(
      ResourceRequest request, ApiCatalog catalog, Function<String, ViewScope> view) {
    if (request.info().verb().writes() || settings.staleReads() == StaleReads.REFUSE) {
      return Optional.empty();
    }
    Optional<StreamedResponse> answer = reading(request, catalog, view).answerStale();
    answer.ifPresent(_ -> {
      fromCache.increment();
      fromProvider.decrement();
    });
    return answer;
  }

  /**
   * Notes what the provider answered to a read of a whole collection. Who may read one object, or a
   * selection, may not be allowed to read the others.
   *
   * @param status the HTTP code of the answer
   */
  public void noteAnswer(ResourceRequest request, int status, Function<String, ViewScope> view) {
    RequestInfo info = request.info();
    boolean whole =
        info.path().name().isEmpty()
            && info.query().first("labelSelector").isEmpty()
            && info.query().first("fieldSelector").isEmpty();
    if (whole && !info.verb().writes() && (status == 200 || status == 403)) {
      rights.note(
          request.user(),
          info.verb(),
          ResourceKey.of(info.path()),
          view.apply(info.path().namespace()).providerNamespace(),
          status == 200);
    }
  }

  /** Other resources are offered, or in another form: what is known of those is forgotten. */
  public void catalogChanged(ApiCatalog before, ApiCatalog now) {
    feeds.retain(key -> {
      Optional<ApiVersion> version = now.find(key.group(), key.version());
      return version.isPresent()
          && version.get().has(key.resource())
          && before
              .find(key.group(), key.version())
              .filter(old -> old.openApiV3().hash().equals(version.get().openApiV3().hash()))
              .isPresent();
    });
  }

  @Override
  public boolean has(ResourceKey resource, String namespace, String name) {
    return feeds
        .find(resource)
        .filter(Feed::isWatching)
        .flatMap(Feed::known)
        .flatMap(known -> known.timeline().get(Entry.key(namespace, name)))
        .isPresent();
  }

  @Override
  public boolean hasNoneIn(ResourceKey resource, String namespace) {
    Selection inNamespace = new Selection(namespace, "", LabelSelector.EVERYTHING);
    return feeds
        .find(resource)
        .flatMap(Feed::known)
        .filter(known -> inNamespace.narrow(known.timeline().state().entries()).isEmpty())
        .isPresent();
  }

  /** What is kept now. */
  public CacheFigures figures() {
    Instant now = clock.instant();
    return new CacheFigures(
        fromCache.sum(),
        fromProvider.sum(),
        feeds.all().stream().map(feed -> figures(feed, now)).toList());
  }

  /** Forgets everything: it is another control plane. */
  public void reset() {
    feeds.reset();
    rights.reset();
  }

  @Override
  public void close() {
    feeds.close();
  }

  private Reading reading(
      ResourceRequest request, ApiCatalog catalog, Function<String, ViewScope> view) {
    return new Reading(
        new Reading.Surroundings(
            link, clock, settings.staleReads(), calls, feeds, rights, tables, this::watchersOf),
        request,
        catalog,
        view);
  }

  private CacheFigures.OfResource figures(Feed feed, Instant now) {
    Optional<Timeline> timeline = feed.known().map(Known::timeline);
    ResourceKey key = feed.resource();
    return new CacheFigures.OfResource(
        key.group(),
        key.version(),
        key.resource(),
        timeline.map(Timeline::memory).orElse(0L),
        timeline.map(Timeline::size).orElse(0),
        watchersOf(key).get(),
        feed.isWatching() ? 1 : 0,
        feed.events(),
        timeline.isEmpty()
            ? 0
            : Math.max(0, Duration.between(feed.currentUntil(), now).toMillis() / 1000.0));
  }

  /** So that they are known when the link is down. */
  private void learnRights(ResourceKey resource) {
    Thread.ofVirtual().name("jetway-rights-" + resource).start(() -> rights.learn(resource));
  }

  private AtomicInteger watchersOf(ResourceKey resource) {
    return watchers.computeIfAbsent(resource, _ -> new AtomicInteger());
  }
}
