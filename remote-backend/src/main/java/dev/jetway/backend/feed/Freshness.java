package dev.jetway.backend.feed;

import dev.jetway.backend.Coalesced;
import dev.jetway.backend.feed.Feed.Known;
import dev.jetway.backend.feed.Upstream.Versions;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Finds out how far the provider is, and whether the feed has come as far: what a read that must be
 * most recent needs. Thread-safe; blocks.
 *
 * <p>A feed's own version lags, since the provider's moves on with every write to anything. So it
 * is asked:
 *
 * <ul>
 *   <li>of few objects, for the version of each at one moment R: as soon as the feed has all of
 *       them as new, and none that is older and not among them, it is as new as R;
 *   <li>of many, for R alone; a second, short watch from where the feed is tells with its first
 *       bookmark what the last change before R was, and when the feed has that, it is as new as R.
 * </ul>
 */
public final class Freshness {
  private static final int FEW = 500;
  private static final Duration PROOF = Duration.ofSeconds(5);

  private final Upstream upstream;
  private final Supplier<Optional<Known>> known;
  private final Coalesced<Proof> proofs;
  private final Coalesced<Long> present;
  private final AtomicLong seen = new AtomicLong();

  /**
   * The state is as new as a version that the provider had after the question.
   *
   * @param known the state
   * @param resourceVersion that version
   */
  public record Proof(Known known, long resourceVersion) {}

  Freshness(String name, Upstream upstream, Supplier<Optional<Known>> known) {
    this.upstream = upstream;
    this.known = known;
    this.proofs = new Coalesced<>("jetway-proof-" + name, this::find);
    this.present = new Coalesced<>("jetway-present-" + name, () -> look(1).resourceVersion());
  }

  /** Proves that what is known is most recent; empty if that does not come about within 5 s. */
  public Optional<Proof> prove() {
    return proofs.get(PROOF.toNanos());
  }

  /** Whether the provider has come to a version; false if it does not say. */
  public boolean hasReached(long resourceVersion) {
    return seen.get() >= resourceVersion
        || present.get(PROOF.toNanos()).filter(now -> now >= resourceVersion).isPresent();
  }

  private Proof find() throws Exception {
    long end = System.nanoTime() + PROOF.toNanos();
    Known now = known.get().orElseThrow(() -> new IOException("nothing is known"));
    Timeline timeline = now.timeline();
    Versions versions = look(timeline.size() <= FEW ? FEW : 1);
    long wanted = versions.resourceVersion();
    boolean proven;
    if (versions.complete()) {
      proven =
          timeline.await(
              () -> timeline.isAtLeast(versions.versions(), wanted), end - System.nanoTime());
    } else {
      long last = upstream.lastChange(timeline.resourceVersion(), wanted);
      proven = timeline.await(() -> timeline.resourceVersion() >= last, end - System.nanoTime());
    }
    if (!proven) {
      throw new IOException("the feed does not come to " + wanted);
    }
    return new Proof(now, wanted);
  }

  private Versions look(int limit) throws IOException {
    Versions versions = upstream.versions(limit);
    seen.accumulateAndGet(versions.resourceVersion(), Math::max);
    return versions;
  }
}
