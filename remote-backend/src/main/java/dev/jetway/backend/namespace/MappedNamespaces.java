package dev.jetway.backend.namespace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.LinkCalls;
import dev.jetway.kube.ResourceMirror;
import dev.jetway.kube.ResourceMirror.Change;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The provider namespaces of this consumer cluster, kept by a watch through the link. Thread-safe.
 *
 * <p>The set outlives the link: while the link is down it says what was there last, which is what
 * lets a namespace without claims be deleted meanwhile.
 */
public final class MappedNamespaces implements AutoCloseable {
  private static final String CONSUMER_NAMESPACE = "connect.jetway.dev/namespace";

  private final ResourceMirror mirror;
  private final Set<String> createdHere = ConcurrentHashMap.newKeySet();
  private final Runnable whenSynced;
  private volatile boolean synced;

  /**
   * A set that has not begun to be kept.
   *
   * @param whenSynced is run each time the set has become complete; must not block
   */
  public MappedNamespaces(LinkCalls calls, Runnable whenSynced) {
    this.whenSynced = whenSynced;
    this.mirror =
        new ResourceMirror(
            "namespaces of this cluster at " + calls.name(),
            calls::sendWhenUp,
            "/api/v1/namespaces",
            "",
            this::changed);
  }

  /** Begins to keep the set. */
  public void start() {
    mirror.start();
  }

  /**
   * Whether it is known that the provider has no such namespace for us, and so nothing in it. False
   * while nothing is known yet.
   */
  public boolean isKnownAbsent(String providerNamespace) {
    return synced
        && !createdHere.contains(providerNamespace)
        && mirror.get("", providerNamespace).isEmpty();
  }

  /** Notes that a write of ours made the namespace, before the watch tells. */
  public void noteCreated(String providerNamespace) {
    if (mirror.get("", providerNamespace).isEmpty()) {
      createdHere.add(providerNamespace);
    }
  }

  /** The consumer namespaces that have a namespace at the provider. */
  public Set<String> consumerNamespaces() {
    Set<String> names = ConcurrentHashMap.newKeySet();
    mirror
        .snapshot()
        .values()
        .forEach(namespace ->
            names.add(namespace.at("/metadata/labels").path(CONSUMER_NAMESPACE).asText()));
    return names;
  }

  /** A resourceVersion of the provider that is at most as old as the set. */
  public String resourceVersion() {
    return mirror.resourceVersion();
  }

  @Override
  public void close() {
    mirror.close();
  }

  private void changed(Change change) {
    switch (change) {
      case Change.Synced _ -> {
        synced = true;
        whenSynced.run();
      }
      case Change.Added(ObjectNode namespace) -> createdHere.remove(name(namespace));
      case Change.Modified(ObjectNode namespace) -> createdHere.remove(name(namespace));
      case Change.Deleted(ObjectNode namespace) -> createdHere.remove(name(namespace));
    }
  }

  private static String name(ObjectNode namespace) {
    return namespace.at("/metadata/name").asText();
  }
}
