package dev.jetway.backend.feed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Small objects and changes for tests. */
public final class Things {
  private Things() {}

  /** An object with a label {@code app}, if that is not empty. */
  public static Entry entry(String namespace, String name, long version, String app) {
    String labels = app.isEmpty() ? "" : ",\"labels\":{\"app\":\"" + app + "\"}";
    String json =
        "{\"apiVersion\":\"example.org/v1\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\",\"resourceVersion\":\"%d\"%s},\"spec\":{}}"
            .formatted(name, namespace, version, labels);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return Entry.of(bytes, 0, bytes.length);
  }

  public static Entry entry(String namespace, String name, long version) {
    return entry(namespace, name, version, "");
  }

  public static Change added(Entry entry) {
    return new Change.OfObject(EventType.ADDED, entry);
  }

  public static Change modified(Entry entry) {
    return new Change.OfObject(EventType.MODIFIED, entry);
  }

  public static Change deleted(Entry entry) {
    return new Change.OfObject(EventType.DELETED, entry);
  }

  /** A timeline that wakes watchers at once. */
  public static Timeline timeline(long version, int events, Entry... entries) {
    return new Timeline(
        List.of(entries),
        version,
        new Timeline.RingLimits(events, 1 << 20),
        waiters -> waiters.forEach(Waiter::wake));
  }

  /** The keys of a timeline's objects with their versions, in order. */
  public static List<String> contents(Timeline timeline) {
    List<String> contents = new ArrayList<>();
    timeline.state().entries().forEach(entry -> contents.add(entry.toString()));
    return contents;
  }
}
