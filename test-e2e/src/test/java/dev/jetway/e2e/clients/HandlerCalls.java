package dev.jetway.e2e.clients;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The calls of an informer's handlers, as {@link InformerScript} expects them. Safe for use by
 * several threads.
 */
final class HandlerCalls {
  private final List<String> calls = new CopyOnWriteArrayList<>();

  void added(String name, int storageGb) {
    calls.add("add " + name + " " + storageGb);
  }

  /**
   * An update, unless both versions are the same: informers also call for objects that a new list
   * shows unchanged, and every controller leaves these out.
   */
  void updated(String oldVersion, String newVersion, String name, int storageGb) {
    if (!oldVersion.equals(newVersion)) {
      calls.add("update " + name + " " + storageGb);
    }
  }

  void deleted(String name) {
    calls.add("delete " + name);
  }

  /** All calls so far. */
  List<String> lines() {
    return List.copyOf(calls);
  }
}
