package dev.jetway.e2e.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.e2e.rig.ApiClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A list and watch that goes on through whatever happens, as client-go's reflector does: a stream
 * that ends is resumed from its last version, and only 410 makes it list again.
 *
 * <p>It notes what must not be: an event twice, or one older than what was seen of its object. One
 * thread follows; the results may be read from any.
 */
public final class Informer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GONE = 410;
  private static final int PAUSE_MILLIS = 100;

  private final ApiClient api;
  private final String path;
  private final ConcurrentSkipListMap<String, Long> objects = new ConcurrentSkipListMap<>();
  private final AtomicInteger lists = new AtomicInteger();
  private final AtomicInteger watches = new AtomicInteger();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile String version = "";

  /** Begins to follow a collection. */
  public Informer(ApiClient api, String path) {
    this.api = api;
    this.path = path;
    this.thread = Thread.ofVirtual().name("informer").start(this::run);
  }

  /** The names of the objects, with the version in which each was seen last. */
  public Map<String, Long> objects() {
    return new TreeMap<>(objects);
  }

  /** How often it had to list again. */
  public int relists() {
    return lists.get() - 1;
  }

  /** How many watches it has had. */
  public int watches() {
    return watches.get();
  }

  /** Whether the first list is there. */
  public boolean isSynced() {
    return lists.get() > 0;
  }

  /** What must not be. */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }

  private void run() {
    try {
      while (closed.getCount() > 0) {
        try {
          if (version.isEmpty()) {
            list();
          } else {
            watch();
          }
        } catch (IOException _) {
          // Whatever broke, it goes on from where it was.
        }
        if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void list() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        api.http().send(api.request(path).GET().build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      return;
    }
    JsonNode list = JSON.readTree(answer.body());
    Map<String, Long> found = new TreeMap<>();
    list.path("items").forEach(item -> found.put(name(item), number(item)));
    objects.keySet().retainAll(found.keySet());
    objects.putAll(found);
    version = list.path("metadata").path("resourceVersion").asText();
    lists.incrementAndGet();
  }

  private void watch() throws IOException, InterruptedException {
    String query =
        "?watch=true&allowWatchBookmarks=true&timeoutSeconds=60&resourceVersion=" + version;
    HttpResponse<InputStream> answer =
        api.http().send(api.request(path + query).GET().build(), BodyHandlers.ofInputStream());
    watches.incrementAndGet();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      if (answer.statusCode() == GONE) {
        version = "";
      } else if (answer.statusCode() == 200) {
        for (String line = lines.readLine();
            line != null && !version.isEmpty();
            line = lines.readLine()) {
          event(JSON.readTree(line));
        }
      }
    }
  }

  private void event(JsonNode event) {
    JsonNode object = event.path("object");
    String type = event.path("type").asText();
    if (type.equals("ERROR")) {
      if (object.path("code").asInt() == GONE) {
        version = "";
      }
      return;
    }
    version = object.path("metadata").path("resourceVersion").asText();
    if (type.equals("BOOKMARK")) {
      return;
    }
    Long before =
        type.equals("DELETED")
            ? objects.remove(name(object))
            : objects.put(name(object), number(object));
    if (before != null && before >= number(object)) {
      violations.add(type + " " + name(object) + " at " + number(object) + " after " + before);
    }
    if (type.equals("ADDED") == (before != null)) {
      violations.add(type + " " + name(object) + " when " + before + " was known of it");
    }
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  private static long number(JsonNode object) {
    return object.path("metadata").path("resourceVersion").asLong();
  }

  /** The names of the objects that it knows. */
  public List<String> names() {
    return new ArrayList<>(objects.keySet());
  }
}
