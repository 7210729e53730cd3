package dev.jetway.backend.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of one resource from a list on, and each event since, in order and without a gap.
 *
 * <pre>
 *   list at rv ─► advance ─► advance ─► … ─► end: watchers get what is left, then the last line
 * </pre>
 *
 * <p>One thread advances it, any number read. The lock guards objects and waiters and is held only
 * for moments; events are read without it. Woken watchers run elsewhere: nobody who is slow to take
 * an event delays the feed or another watcher.
 */
public final class Timeline {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private final TreeMap<String, Entry> objects = new TreeMap<>(); // guarded by lock
  private final Set<Waiter> waiters = new HashSet<>(); // guarded by lock
  private final Ring ring;
  private final Consumer<List<Waiter>> waker;
  private @Nullable List<Entry> snapshot; // of objects, guarded by lock
  private volatile long resourceVersion;
  private volatile long objectBytes;
  private volatile int size;
  private volatile boolean ended;
  private volatile Optional<byte[]> lastLine = Optional.empty();

  /**
   * A state and where it is.
   *
   * @param entries the objects in the order of their keys
   * @param resourceVersion the version of the state
   * @param position of the first event after it
   */
  public record State(List<Entry> entries, long resourceVersion, long position) {}

  /**
   * A timeline that begins with a list.
   *
   * @param entries the objects
   * @param resourceVersion the version of the list
   * @param limits how much of the past is kept
   * @param waker takes watchers that have news, and wakes them on other threads
   */
  public Timeline(
      Collection<Entry> entries,
      long resourceVersion,
      RingLimits limits,
      Consumer<List<Waiter>> waker) {
    this.ring = new Ring(limits.events(), limits.bytes(), resourceVersion);
    this.resourceVersion = resourceVersion;
    this.waker = waker;
    long bytes = 0;
    for (Entry entry : entries) {
      objects.put(entry.key(), entry);
      bytes += entry.memory();
    }
    this.objectBytes = bytes;
    this.size = objects.size();
  }

  /**
   * How much of the past is kept.
   *
   * @param events at most this many
   * @param bytes about this much memory at most
   */
  public record RingLimits(int events, long bytes) {}

  /**
   * Takes what a watch told, in its order. What is not newer than the timeline is left out: nothing
   * comes twice.
   */
  public void advance(List<Change> changes) {
    List<Waiter> woken = new ArrayList<>();
    lock.lock();
    try {
      long from = ring.next();
      for (Change change : changes) {
        switch (change) {
          case Change.Progress(long version) ->
              resourceVersion = Math.max(resourceVersion, version);
          case Change.OfObject(EventType type, Entry entry) -> {
            if (entry.resourceVersion() > resourceVersion) {
              append(type, entry);
            }
          }
        }
      }
      collect(from, woken);
      advanced.signalAll();
    } finally {
      lock.unlock();
    }
    wake(woken);
  }

  /**
   * Nothing will come any more.
   *
   * @param line what watchers are told last
   */
  public void end(Optional<byte[]> line) {
    List<Waiter> woken;
    lock.lock();
    try {
      lastLine = line;
      ended = true;
      woken = new ArrayList<>(waiters);
      waiters.clear();
      advanced.signalAll();
    } finally {
      lock.unlock();
    }
    wake(woken);
  }

  /** The state now. */
  public State state() {
    lock.lock();
    try {
      List<Entry> entries = snapshot;
      if (entries == null) {
        entries = List.copyOf(objects.values());
        snapshot = entries;
      }
      return new State(entries, resourceVersion, ring.next());
    } finally {
      lock.unlock();
    }
  }

  /** One object now. */
  public Optional<Entry> get(String key) {
    lock.lock();
    try {
      return Optional.ofNullable(objects.get(key));
    } finally {
      lock.unlock();
    }
  }

  /** The version up to which all is known. */
  public long resourceVersion() {
    return resourceVersion;
  }

  /** The position of the first event after a version; empty if some of them are forgotten. */
  public OptionalLong after(long version) {
    return ring.after(version);
  }

  /** The position behind the newest event. */
  public long next() {
    return ring.next();
  }

  /** The event at a position before {@link #next}; empty if it is forgotten. */
  public Optional<Event> at(long position) {
    return ring.at(position);
  }

  /** Whether nothing will come any more. */
  public boolean isEnded() {
    return ended;
  }

  /** What watchers are told at the end. */
  public Optional<byte[]> lastLine() {
    return lastLine;
  }

  /**
   * Waits for news.
   *
   * @param position what the watcher has seen
   * @return false if there are some already
   */
  public boolean park(Waiter waiter, long position) {
    lock.lock();
    try {
      if (ended || ring.next() != position) {
        return false;
      }
      waiters.add(waiter);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Stops waiting; whether it did wait: only then will it not be woken any more. */
  public boolean unpark(Waiter waiter) {
    lock.lock();
    try {
      return waiters.remove(waiter);
    } finally {
      lock.unlock();
    }
  }

  /** Wakes those whose time has come. */
  public void wakeDue(long nanoTime) {
    List<Waiter> woken = new ArrayList<>();
    lock.lock();
    try {
      Iterator<Waiter> each = waiters.iterator();
      while (each.hasNext()) {
        Waiter waiter = each.next();
        if (waiter.due() - nanoTime <= 0) {
          each.remove();
          woken.add(waiter);
        }
      }
    } finally {
      lock.unlock();
    }
    wake(woken);
  }

  /**
   * Waits until something is true of the timeline, looking whenever it has advanced.
   *
   * @param condition may call the other methods
   * @return whether it became true within the time, and the timeline has not ended
   */
  public boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (!ended) {
        if (condition.getAsBoolean()) {
          return true;
        }
        if (left <= 0) {
          return false;
        }
        left = advanced.awaitNanos(left);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the state is at least as new as one that was seen elsewhere: every object of that one
   * is here in its version or a newer one, and what is not in it is newer than it.
   *
   * @param versions the versions of its objects, by key
   * @param version its own version
   */
  public boolean isAtLeast(Map<String, Long> versions, long version) {
    lock.lock();
    try {
      if (resourceVersion >= version) {
        return true;
      }
      for (Map.Entry<String, Long> seen : versions.entrySet()) {
        Entry here = objects.get(seen.getKey());
        if (here == null || here.resourceVersion() < seen.getValue()) {
          return false;
        }
      }
      for (Entry here : objects.values()) {
        if (here.resourceVersion() <= version && !versions.containsKey(here.key())) {
          return false;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** How many objects there are. */
  public int size() {
    return size;
  }

  /** About how many bytes of memory all of it takes. */
  public long memory() {
    return objectBytes + ring.bytes();
  }

  private void append(EventType type, Entry entry) {
    Entry previous =
        type == EventType.DELETED ? objects.remove(entry.key()) : objects.put(entry.key(), entry);
    ring.add(new Event(type, entry, previous));
    resourceVersion = entry.resourceVersion();
    long before = previous == null ? 0 : previous.memory();
    long bytes = objectBytes - before;
    objectBytes = type == EventType.DELETED ? bytes : bytes + entry.memory();
    size = objects.size();
    snapshot = null;
  }

  /** Who waits has seen all up to {@code from}; those who want something new are collected. */
  private void collect(long from, List<Waiter> woken) {
    long to = ring.next();
    if (from == to) {
      return;
    }
    List<Event> events = new ArrayList<>();
    for (long at = from; at < to; at++) {
      ring.at(at).ifPresent(events::add);
    }
    boolean forgotten = events.size() < to - from;
    Iterator<Waiter> each = waiters.iterator();
    while (each.hasNext()) {
      Waiter waiter = each.next();
      if (forgotten || events.stream().anyMatch(waiter::wants)) {
        each.remove();
        woken.add(waiter);
      } else {
        waiter.passed(to);
      }
    }
  }

  private void wake(List<Waiter> woken) {
    if (!woken.isEmpty()) {
      waker.accept(woken);
    }
  }
}
