package dev.jetway.backend.feed;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last events of a resource, numbered from 0 on; when it is full, the oldest go. One thread at
 * a time adds; any number read, without a lock.
 */
final class Ring {
  private final AtomicReferenceArray<Slot> slots;
  private final long maxBytes;
  private volatile long first;
  private volatile long next;
  private volatile long bytes;
  private volatile long floor;

  private record Slot(long position, Event event) {}

  /**
   * An empty ring.
   *
   * @param events how many it holds at most
   * @param maxBytes how much memory they take at most; the newest is held whatever it takes
   * @param floor the version that the first event will follow
   */
  Ring(int events, long maxBytes, long floor) {
    this.slots = new AtomicReferenceArray<>(events);
    this.maxBytes = maxBytes;
    this.floor = floor;
  }

  void add(Event event) {
    if (next - first == slots.length()) {
      forgetFirst();
    }
    long position = next;
    long taken = bytes + event.memory();
    bytes = taken;
    slots.set(slot(position), new Slot(position, event));
    next = position + 1;
    while (bytes > maxBytes && next - first > 1) {
      forgetFirst();
    }
  }

  /** The position behind the newest event. */
  long next() {
    return next;
  }

  /** About how many bytes of memory the events take. */
  long bytes() {
    return bytes;
  }

  /** The event at a position before {@link #next}; empty if it is forgotten. */
  Optional<Event> at(long position) {
    Slot slot = slots.get(slot(position));
    return slot == null || slot.position() != position
        ? Optional.empty()
        : Optional.of(slot.event());
  }

  /** The position of the first event after a version; empty if some of them are forgotten. */
  OptionalLong after(long resourceVersion) {
    long low = first;
    long high = next;
    while (low < high) {
      long middle = (low + high) >>> 1;
      Optional<Event> event = at(middle);
      if (event.isPresent() && event.get().resourceVersion() > resourceVersion) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    // Looked at last: what was forgotten meanwhile has raised it.
    return resourceVersion < floor ? OptionalLong.empty() : OptionalLong.of(low);
  }

  private void forgetFirst() {
    long position = first;
    Event event = slots.get(slot(position)).event();
    floor = event.resourceVersion();
    slots.set(slot(position), null);
    long left = bytes - event.memory();
    bytes = left;
    first = position + 1;
  }

  private int slot(long position) {
    return (int) (position % slots.length());
  }
}
