package dev.jetway.backend.bind;

import dev.jetway.backend.RemoteBackend;
import dev.jetway.kube.StreamedResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Predicate;

/**
 * The watches that run, so that those end whose resource is bound otherwise meanwhile: whoever
 * watches then lists again, or is told that it is gone. Thread-safe.
 *
 * <p>A watch that has ended needs no farewell: it is forgotten with its answer.
 */
final class LiveWatches {
  private final Map<StreamedResponse, Key> live = Collections.synchronizedMap(new WeakHashMap<>());

  /** How a watch was asked for. */
  record Key(RemoteBackend backend, String group, String resource, Reach reach) {}

  /** Notes a watch; returns its answer. */
  StreamedResponse follow(Key key, StreamedResponse answer) {
    live.put(answer, key);
    return answer;
  }

  /** Ends those whose key does not pass. */
  void endUnless(Predicate<Key> passes) {
    List<Map.Entry<StreamedResponse, Key>> all;
    synchronized (live) {
      all = live.entrySet().stream().map(e -> Map.entry(e.getKey(), e.getValue())).toList();
    }
    for (Map.Entry<StreamedResponse, Key> watch : all) {
      if (!passes.test(watch.getValue())) {
        live.remove(watch.getKey());
        watch.getKey().cancel(new IOException("what is bound has changed"));
      }
    }
  }

  /** Ends all. */
  void endAll() {
    endUnless(_ -> false);
  }
}
