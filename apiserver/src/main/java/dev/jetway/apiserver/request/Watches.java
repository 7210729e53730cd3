package dev.jetway.apiserver.request;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The watches that are open, so that they can be ended when the server goes. Thread-safe. */
public final class Watches {
  private final Set<OpenWatch> open = ConcurrentHashMap.newKeySet();
  private volatile boolean ending;

  /** Ends all watches between two events, and from now on every new one at once. */
  public void end() {
    ending = true;
    open.forEach(OpenWatch::end);
  }

  /** Whether watches are no longer kept open. */
  boolean isEnding() {
    return ending;
  }

  void add(OpenWatch watch) {
    open.add(watch);
    if (ending) {
      watch.end();
    }
  }

  void remove(OpenWatch watch) {
    open.remove(watch);
  }
}
