package dev.jetway.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A copy of what a LIST of an API server shows, kept equal to it by a watch: client-go's reflector
 * for people without client-go.
 *
 * <pre>
 * start -> LIST (pages of 500) -> WATCH from its resourceVersion -+
 *            ^                      ^   end, or trouble: resume   |
 *            |                      +-----------------------------+
 *            +---- 410, an ERROR event, a refused watch ----------+
 * </pre>
 *
 * <p>Trouble is followed by a pause of 0.5 to 30 s, growing, with jitter. A watch that is silent
 * for longer than the server may keep it open is given up. Objects are shared: nobody may modify
 * them.
 *
 * <p>Thread-safe. One virtual thread does everything and calls the listener; {@link #close} ends
 * it.
 */
public final class ResourceMirror implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceMirror.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final String what;
  private final MirrorContents contents;
  private final MirrorLister lister;
  private final MirrorWatch watch;
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private final CountDownLatch synced = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;

  /** What happened to the copy, in order. */
  public sealed interface Change {
    /** The copy is what the server had at this version: after the first LIST and each later one. */
    record Synced(String resourceVersion) implements Change {}

    /** An object is new. */
    record Added(ObjectNode object) implements Change {}

    /** An object changed. */
    record Modified(ObjectNode object) implements Change {}

    /** An object is gone; this is its last known state. */
    record Deleted(ObjectNode object) implements Change {}
  }

  /**
   * A mirror that does nothing before {@link #start}.
   *
   * @param what for the thread's name and logs, for example {@code crds}
   * @param sender how to reach the server
   * @param path the raw path of the collection
   * @param query its raw query, such as a selector; empty if there is none
   * @param listener hears of every change, after the copy has it, on the mirror's own thread, which
   *     reads nothing meanwhile
   */
  public ResourceMirror(
      String what, RequestSender sender, String path, String query, Consumer<Change> listener) {
    this(what, sender, path, query, UnaryOperator.identity(), listener);
  }

  /**
   * A mirror of a part of each object, for collections of which little is needed, such as CRDs
   * without their schemas.
   *
   * @param keep what of each object is kept; it may modify and return its argument, is applied once
   *     or more often, and must leave {@code metadata} with name, namespace, uid and
   *     resourceVersion
   */
  public ResourceMirror(
      String what,
      RequestSender sender,
      String path,
      String query,
      UnaryOperator<ObjectNode> keep,
      Consumer<Change> listener) {
    this.what = what;
    this.contents = new MirrorContents(keep, listener);
    this.lister = new MirrorLister(sender, path, query);
    this.watch = new MirrorWatch(sender, path, query, RandomGenerator.getDefault());
    this.thread = Thread.ofVirtual().name("mirror-" + what).unstarted(this::run);
  }

  /** Starts the thread; to be called once. */
  public void start() {
    thread.start();
  }

  /** Waits until the first LIST is in, and its changes are told; false if the time is up. */
  public boolean awaitSynced(Duration timeout) throws InterruptedException {
    return synced.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** All objects now, by {@code namespace/name}, or {@code /name} where they have no namespace. */
  public Map<String, ObjectNode> snapshot() {
    return contents.snapshot();
  }

  /** One object; the namespace is empty for objects without one. */
  public Optional<ObjectNode> get(String namespace, String name) {
    return contents.get(namespace + "/" + name);
  }

  /** Up to which version of the server the copy goes; empty before the first LIST. */
  public String resourceVersion() {
    return contents.resourceVersion();
  }

  /** Ends the thread and its request; the copy can still be read. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    thread.interrupt();
    if (Thread.currentThread().equals(thread) || thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      if (!thread.join(CLOSE_PATIENCE)) {
        LOG.warn("mirror does not end, its listener blocks: what={}", what);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean mustList = true;
    boolean expiredBefore = false;
    int failures = 0;
    while (!closed.get()) {
      MirrorOutcome outcome = attempt(mustList);
      switch (outcome) {
        case MirrorOutcome.Healthy _ -> {
          if (!mustList) { // a LIST alone does not prove that things go well
            backoff.reset();
            expiredBefore = false;
            failures = 0;
          }
          mustList = false;
        }
        case MirrorOutcome.Expired expired -> {
          LOG.debug("mirror must list again: what={} reason={}", what, expired.reason());
          if (expired.pause() || expiredBefore) {
            pause(++failures, expired.reason());
          }
          mustList = true;
          expiredBefore = true;
        }
        case MirrorOutcome.Trouble trouble -> pause(++failures, trouble.reason());
      }
    }
  }

  private MirrorOutcome attempt(boolean mustList) {
    try {
      if (!mustList) {
        return watch.follow(contents);
      }
      MirrorOutcome outcome = lister.list(contents);
      if (outcome instanceof MirrorOutcome.Healthy) {
        synced.countDown();
      }
      return outcome;
    } catch (RuntimeException e) { // the edge of the thread: a mirror must not end unseen
      LOG.error("mirror failed: what={}", what, e);
      return new MirrorOutcome.Expired(e.toString(), true);
    }
  }

  /**
   * Waits before the next attempt. That a watch ends is nothing, that it does not start again is.
   */
  private void pause(int failures, String reason) {
    if (closed.get()) {
      return;
    }
    Duration pause = backoff.next();
    LOG.atLevel(failures > 1 ? Level.WARN : Level.INFO)
        .log("mirror retries: what={} in={}ms reason={}", what, pause.toMillis(), reason);
    try {
      new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      // Only close() interrupts; the loop sees it.
    }
  }
}
