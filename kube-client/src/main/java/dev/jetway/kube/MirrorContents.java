package dev.jetway.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ResourceMirror.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of a mirror and the version that they are at. Written by the mirror's thread alone,
 * read by any; the listener is told after a change is in.
 */
final class MirrorContents {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorContents.class);

  private final Map<String, ObjectNode> objects = new ConcurrentHashMap<>();
  private final UnaryOperator<ObjectNode> keep;
  private final Consumer<Change> listener;
  private volatile String resourceVersion = "";

  MirrorContents(UnaryOperator<ObjectNode> keep, Consumer<Change> listener) {
    this.keep = keep;
    this.listener = listener;
  }

  /** What is kept of an object that was read. */
  ObjectNode keep(ObjectNode read) {
    return keep.apply(read);
  }

  Map<String, ObjectNode> snapshot() {
    return Map.copyOf(objects);
  }

  Optional<ObjectNode> get(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  String resourceVersion() {
    return resourceVersion;
  }

  /** Becomes what a LIST showed, telling only what differs. */
  void replace(Map<String, ObjectNode> listed, String listedVersion) {
    List<String> gone = new ArrayList<>(objects.keySet());
    gone.removeAll(listed.keySet());
    gone.forEach(this::remove);
    listed.values().forEach(this::put);
    resourceVersion = listedVersion;
    tell(new Change.Synced(listedVersion));
  }

  /** An object as it is now. */
  void put(ObjectNode object) {
    String key = key(object);
    ObjectNode before = objects.get(key);
    if (before != null && !same(before, object, "uid")) {
      remove(key);
      before = null;
    }
    if (before != null && same(before, object, "resourceVersion")) {
      return;
    }
    objects.put(key, object);
    tell(before == null ? new Change.Added(object) : new Change.Modified(object));
  }

  /** An object that is gone, in its last state. */
  void delete(ObjectNode last) {
    if (objects.remove(key(last)) != null) {
      tell(new Change.Deleted(last));
    }
  }

  void advance(String version) {
    if (!version.isEmpty()) {
      resourceVersion = version;
    }
  }

  static String key(ObjectNode object) {
    return object.path("metadata").path("namespace").asText()
        + "/"
        + object.path("metadata").path("name").asText();
  }

  private void remove(String key) {
    ObjectNode last = objects.remove(key);
    if (last != null) {
      tell(new Change.Deleted(last));
    }
  }

  /** A listener that fails has missed a change; the others it gets all the same. */
  private void tell(Change change) {
    try {
      listener.accept(change);
    } catch (RuntimeException e) {
      LOG.error("listener of a mirror failed", e);
    }
  }

  private static boolean same(ObjectNode a, ObjectNode b, String field) {
    return a.path("metadata").path(field).equals(b.path("metadata").path(field));
  }
}
