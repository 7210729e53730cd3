package dev.jetway.backend.feed;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An event in the ring. What it looks like on the wire is made once for each way of writing it, and
 * shared by all watchers. Thread-safe.
 */
public final class Event {
  private static final int OVERHEAD = 200;

  private final EventType type;
  private final Entry entry;
  private final @Nullable Entry previous;
  private volatile Map<Object, byte[]> lines = Map.of();

  Event(EventType type, Entry entry, @Nullable Entry previous) {
    this.type = type;
    this.entry = entry;
    this.previous = previous;
  }

  /** What happened. */
  public EventType type() {
    return type;
  }

  /** The object after it; of a deletion, its last state. */
  public Entry entry() {
    return entry;
  }

  /** The object before it, if there was one. */
  public Optional<Entry> previous() {
    return Optional.ofNullable(previous);
  }

  /** The version at which it happened. */
  public long resourceVersion() {
    return entry.resourceVersion();
  }

  /**
   * The bytes of a watch event for it.
   *
   * @param writing says how it is written; equal ones share the bytes
   * @param make makes them the first time
   * @return not to be changed
   */
  public byte[] line(Object writing, Supplier<byte[]> make) {
    byte[] known = lines.get(writing);
    return known == null ? make(writing, make) : known;
  }

  /** About how many bytes of memory it takes, one encoding included. */
  long memory() {
    return OVERHEAD + 2 * entry.memory() + (previous == null ? 0 : previous.memory());
  }

  private synchronized byte[] make(Object writing, Supplier<byte[]> make) {
    byte[] known = lines.get(writing);
    if (known != null) {
      return known;
    }
    byte[] made = make.get();
    Map<Object, byte[]> more = new HashMap<>(lines);
    more.put(writing, made);
    lines = Map.copyOf(more);
    return made;
  }
}
