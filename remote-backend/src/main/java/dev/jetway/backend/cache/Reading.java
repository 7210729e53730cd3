package dev.jetway.backend.cache;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.LinkCalls;
import dev.jetway.backend.ResourceRequest;
import dev.jetway.backend.cache.ReadPlan.Age;
import dev.jetway.backend.cache.ReadPlan.OfList;
import dev.jetway.backend.cache.ReadPlan.OfObject;
import dev.jetway.backend.cache.ReadPlan.OfWatch;
import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.feed.Feed;
import dev.jetway.backend.feed.Feed.Known;
import dev.jetway.backend.feed.Feeds;
import dev.jetway.backend.feed.LinkUpstream;
import dev.jetway.backend.feed.ResourceKey;
import dev.jetway.backend.feed.Timeline;
import dev.jetway.backend.view.ByteSink;
import dev.jetway.backend.view.ViewScope;
import dev.jetway.kube.RequestInfo;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.Verb;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkState;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.jetty.io.Content;

/** One read: whether what is known may answer it, and the answer. Blocks for rights and proofs. */
final class Reading {
  /** How long a request waits for a feed that has just begun. */
  private static final Duration FIRST_LIST = Duration.ofSeconds(2);

  /**
   * What a read needs of the world around it.
   *
   * @param link the way to the provider, whose state counts
   * @param clock the time
   * @param staleReads what becomes of reads while the provider cannot be reached
   * @param calls with which feeds ask the provider
   * @param feeds what is known
   * @param rights who may read it
   * @param tables renders what is known as tables
   * @param watchers how many watch a resource
   */
  record Surroundings(
      ControlPlaneLink link,
      Clock clock,
      StaleReads staleReads,
      LinkCalls calls,
      Feeds feeds,
      ReadRights rights,
      Tables tables,
      Function<ResourceKey, AtomicInteger> watchers) {}

  private final Surroundings around;
  private final ResourceRequest request;
  private final RequestInfo info;
  private final ResourceKey resource;
  private final ApiCatalog catalog;
  private final Function<String, ViewScope> view;
  private final ReadPlan plan;

  /** A read of a catalog's resources, in the views of namespaces. */
  Reading(
      Surroundings around,
      ResourceRequest request,
      ApiCatalog catalog,
      Function<String, ViewScope> view) {
    this.around = around;
    this.request = request;
    this.info = request.info();
    this.resource = ResourceKey.of(info.path());
    this.catalog = catalog;
    this.view = view;
    this.plan = ReadPlan.of(info);
  }

  Optional<StreamedResponse> answer() {
    if (isAnotherControlPlane()) {
      return Optional.empty();
    }
    Optional<Feed> feed = feed();
    boolean down = around.link().state() instanceof LinkState.Down;
    if (feed.isEmpty()
        || plan instanceof ReadPlan.Elsewhere
        || isMostRecentRead()
        || (down && around.staleReads() == StaleReads.REFUSE)) {
      return Optional.empty();
    }
    Optional<Known> known = down ? feed.get().known() : feed.get().awaitKnown(FIRST_LIST);
    return known.flatMap(now -> answer(feed.get(), now, down));
  }

  Optional<StreamedResponse> answerStale() {
    if (isAnotherControlPlane()) {
      return Optional.empty();
    }
    return around
        .feeds()
        .find(resource)
        .flatMap(feed -> feed.known().flatMap(known -> answer(feed, known, true)));
  }

  /** Then nothing that was known may be shown, until a person says which one is right. */
  private boolean isAnotherControlPlane() {
    return around.link().state() instanceof LinkState.Down down && down.identityChanged();
  }

  /** The feed; lists and watches start it. */
  private Optional<Feed> feed() {
    return info.verb() == Verb.GET || !isOffered()
        ? around.feeds().find(resource)
        : around
            .feeds()
            .findOrStart(resource, key -> new LinkUpstream(around.calls(), key, view.apply("")));
  }

  private boolean isOffered() {
    return catalog
        .find(resource.group(), resource.version())
        .filter(version -> version.has(resource.resource()))
        .isPresent();
  }

  private boolean isMostRecentRead() {
    return switch (plan) {
      case OfObject(Age age) -> age.isMostRecent();
      case OfList(_, Age age) -> age.isMostRecent();
      case OfWatch _, ReadPlan.Elsewhere _ -> false;
    };
  }

  private Optional<StreamedResponse> answer(Feed feed, Known known, boolean stale) {
    Optional<Form> form = form(known, stale);
    if (form.isEmpty() || !mayRead()) {
      return Optional.empty();
    }
    Optional<String> warning =
        stale
            ? Optional.of(
                StaleWarning.of(
                    around.link().name(),
                    around.link().state(),
                    feed.currentUntil(),
                    around.clock().instant()))
            : Optional.empty();
    return body(feed, known, form.get(), stale)
        .map(body -> CacheAnswer.of(form.get(), body, warning));
  }

  private boolean mayRead() {
    String namespace = view.apply(info.path().namespace()).providerNamespace();
    return around.rights().mayRead(request.user(), info.verb(), resource, namespace);
  }

  private Optional<Form> form(Known known, boolean stale) {
    return catalog
        .find(resource.group(), resource.version())
        .flatMap(version -> version.kindOf(resource.resource()))
        .flatMap(kind ->
            new Forms(
                    resource.group() + "/" + resource.version(),
                    kind,
                    known.listKind(),
                    around.tables().of(resource, catalog),
                    around.clock())
                .choose(request.headers(), info.verb(), info.query(), stale));
  }

  private Optional<Content.Source> body(Feed feed, Known known, Form form, boolean stale) {
    Timeline timeline = known.timeline();
    return switch (plan) {
      case ReadPlan.Elsewhere _ -> Optional.empty();
      case OfObject(Age age) ->
          stale || age.allows(timeline.resourceVersion())
              ? object(timeline, form)
              : Optional.empty();
      case OfList(Selection selection, Age age) -> {
        Timeline.State state = timeline.state();
        yield stale || age.allows(state.resourceVersion())
            ? Optional.of(new ListBody(state.entries(), selection, form, state.resourceVersion()))
            : Optional.empty();
      }
      case OfWatch watch ->
          new WatchOpening(feed, watch, stale).open(known).map(opened -> body(opened, watch, form));
    };
  }

  /** What is not known may be there all the same: without our labels it is seen by name alone. */
  private Optional<Content.Source> object(Timeline timeline, Form form) {
    return timeline
        .get(Entry.key(info.path().namespace(), info.path().name()))
        .map(entry -> {
          ByteSink out = new ByteSink(entry.length() + 128);
          form.writeObject(entry, out);
          return Content.Source.from(out.toBuffer());
        });
  }

  private Content.Source body(WatchOpening.Opened opened, OfWatch watch, Form form) {
    Duration timeout =
        watch.timeout().orElseGet(() -> WatchTimes.unspecified(ThreadLocalRandom.current()));
    AtomicInteger count = around.watchers().apply(resource);
    count.incrementAndGet();
    return new WatchBody(
        opened.timeline(),
        watch.selection(),
        form,
        opened.start(),
        new WatchTimes(timeout, watch.bookmarks(), System::nanoTime),
        count::decrementAndGet);
  }
}
