package dev.jetway.backend.feed;

/**
 * A watcher that has seen all there is and waits. While it waits it belongs to the timeline, which
 * calls everything but {@link #wake} under its lock.
 */
public interface Waiter {
  /** Whether it wants to be woken for an event; may say yes in doubt. */
  boolean wants(Event event);

  /** Events up to this position, none of which it wanted, lie behind it. */
  void passed(long position);

  /** When it wants to be woken at the latest, as {@link System#nanoTime}. */
  long due();

  /** It no longer waits. Called once for each time that it began to wait; must not block. */
  void wake();
}
