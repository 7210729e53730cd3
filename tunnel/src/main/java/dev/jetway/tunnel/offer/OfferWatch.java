package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.RequestSender;
import dev.jetway.kube.ResourceMirror;
import dev.jetway.kube.ResourceMirror.Change;
import dev.jetway.kube.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what a control plane offers, by watching its CustomResourceDefinitions.
 *
 * <p>A change is told once discovery shows it, normally well within a second. The OpenAPI documents
 * follow a change of a definition later, at a time that nothing announces, so they are read again
 * for half a minute after each change, in growing steps, and what they bring is told too.
 *
 * <p>Thread-safe. One virtual thread reads and tells; the mirror's thread only takes notes. The
 * lock guards {@code current}.
 */
public final class OfferWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OfferWatch.class);
  private static final Duration COALESCE = Duration.ofMillis(50);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration FIRST_RECHECK = Duration.ofMillis(250);
  private static final Duration LAST_RECHECK = Duration.ofSeconds(16);
  private static final Duration NEVER = Duration.ofDays(365);

  private final OfferRule rule;
  private final Consumer<OfferSnapshot> beforeTelling;
  private final OfferReader reader;
  private final ResourceMirror mirror;
  private final Map<String, CustomResource> definitions = new ConcurrentHashMap<>();
  private final Semaphore changes = new Semaphore(0);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition told = lock.newCondition();
  private final Thread thread;
  private OfferSnapshot current = OfferSnapshot.UNKNOWN;
  private OfferSnapshot lastRead = OfferSnapshot.UNKNOWN; // the virtual thread's own

  /**
   * A watch that does nothing before {@link #start}.
   *
   * @param beforeTelling is called with what is about to be told, so that what consumers hear of
   *     can be used; what it throws is logged
   */
  public OfferWatch(RequestSender api, OfferRule rule, Consumer<OfferSnapshot> beforeTelling) {
    this.rule = rule;
    this.beforeTelling = beforeTelling;
    this.reader = new OfferReader(new OfferSource(api, new ObjectMapper()), new ObjectMapper());
    this.mirror =
        new ResourceMirror(
            "custom-resource-definitions",
            api,
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            "",
            CustomResource::trim,
            this::changed);
    this.thread = Thread.ofVirtual().name("offer-watch").unstarted(this::run);
  }

  /** Starts the threads; to be called once. */
  public void start() {
    mirror.start();
    thread.start();
  }

  /** What is offered now; {@link OfferSnapshot#UNKNOWN} before the first answer. */
  public OfferSnapshot current() {
    lock.lock();
    try {
      return current;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until something else than {@code known} is offered.
   *
   * @return what is offered now: {@code known} itself if the time is up
   */
  public OfferSnapshot awaitOther(OfferSnapshot known, Duration timeout)
      throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (current == known && nanos > 0) {
        nanos = told.awaitNanos(nanos);
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    mirror.close();
  }

  private void changed(Change change) {
    switch (change) {
      case Change.Added(ObjectNode definition) -> keep(definition);
      case Change.Modified(ObjectNode definition) -> keep(definition);
      case Change.Deleted(ObjectNode definition) -> definitions.remove(name(definition));
      case Change.Synced _ -> {}
    }
    changes.release();
  }

  private void keep(ObjectNode definition) {
    definitions.put(name(definition), CustomResource.of(definition));
  }

  private static String name(ObjectNode definition) {
    return definition.path("metadata").path("name").asText();
  }

  private void run() {
    try {
      while (!mirror.awaitSynced(RETRY)) {
        LOG.info("waiting to see the control plane's custom resource definitions");
      }
      Duration pause = Duration.ZERO;
      Duration recheck = FIRST_RECHECK;
      while (true) {
        if (changes.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          TimeUnit.NANOSECONDS.sleep(COALESCE.toNanos());
          changes.drainPermits();
          recheck = FIRST_RECHECK;
        }
        if (refresh()) {
          boolean settled = recheck.compareTo(LAST_RECHECK) > 0;
          pause = settled ? NEVER : recheck;
          recheck = settled ? recheck : recheck.multipliedBy(2);
        } else {
          pause = RETRY;
        }
      }
    } catch (InterruptedException _) {
      // Only close() interrupts.
    }
  }

  /** Reads what is offered and tells it if it is something else; false if that failed. */
  private boolean refresh() throws InterruptedException {
    try {
      OfferSnapshot now = reader.read(OfferedResources.of(definitions.values(), rule), lastRead);
      boolean news = lastRead == OfferSnapshot.UNKNOWN || !now.tellsTheSameAs(lastRead);
      lastRead = now;
      if (!news) {
        return true;
      }
      prepare(now);
      tell(now);
      return true;
    } catch (IOException | StatusException e) {
      LOG.warn("could not read what the control plane offers: {}", e.getMessage());
      return false;
    }
  }

  private void prepare(OfferSnapshot now) {
    try {
      beforeTelling.accept(now);
    } catch (RuntimeException e) { // whoever prepares tries again by itself
      LOG.warn("could not prepare what is offered: {}", e.getMessage());
    }
  }

  private void tell(OfferSnapshot now) {
    lock.lock();
    try {
      current = now;
      told.signalAll();
    } finally {
      lock.unlock();
    }
    LOG.info("offering versions={} groups={}", now.versions(), now.resourcesByGroup().keySet());
  }
}
