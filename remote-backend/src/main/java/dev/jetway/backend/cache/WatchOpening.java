package dev.jetway.backend.cache;

import dev.jetway.backend.cache.ReadPlan.Age;
import dev.jetway.backend.cache.ReadPlan.OfWatch;
import dev.jetway.backend.cache.ReadPlan.Start;
import dev.jetway.backend.feed.Feed;
import dev.jetway.backend.feed.Feed.Known;
import dev.jetway.backend.feed.Freshness;
import dev.jetway.backend.feed.Timeline;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds where a watch can begin. Blocks for what the provider must be asked.
 *
 * @param feed of the resource
 * @param watch what is asked for
 * @param stale whether the provider cannot be asked, so that what is known must do
 */
record WatchOpening(Feed feed, OfWatch watch, boolean stale) {
  /**
   * A watch that can begin.
   *
   * @param timeline on what
   * @param start where
   */
  record Opened(Timeline timeline, WatchStart start) {}

  /** Where the watch begins; empty if only the provider can carry it. */
  Optional<Opened> open(Known known) {
    Timeline timeline = known.timeline();
    return switch (watch.start()) {
      case Start.WithState(Age age) -> withState(timeline, age);
      case Start.After(long version) -> after(timeline, version);
      case Start.Anywhere() -> {
        Timeline.State state = timeline.state();
        yield Optional.of(
            new Opened(
                timeline,
                new WatchStart(List.of(), false, state.resourceVersion(), state.position())));
      }
    };
  }

  private Optional<Opened> withState(Timeline timeline, Age age) {
    if (stale || age.allows(timeline.resourceVersion())) {
      return Optional.of(withState(timeline, 0));
    }
    return feed.freshness()
        .prove()
        .filter(proof -> age.isMostRecent() || age.allows(proof.resourceVersion()))
        .map(this::withProven);
  }

  private Opened withProven(Freshness.Proof proof) {
    return withState(proof.known().timeline(), proof.resourceVersion());
  }

  private Opened withState(Timeline timeline, long provenVersion) {
    Timeline.State state = timeline.state();
    long version = Math.max(state.resourceVersion(), provenVersion);
    return new Opened(
        timeline, new WatchStart(state.entries(), watch.bookmarks(), version, state.position()));
  }

  /** A version that is newer than what is known may be one that the provider has come to. */
  private Optional<Opened> after(Timeline timeline, long version) {
    OptionalLong position = timeline.after(version);
    boolean ahead = version > timeline.resourceVersion();
    if (position.isEmpty() || (ahead && (stale || !feed.freshness().hasReached(version)))) {
      return Optional.empty();
    }
    return Optional.of(
        new Opened(timeline, new WatchStart(List.of(), false, version, position.getAsLong())));
  }
}
