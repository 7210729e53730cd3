package dev.jetway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ResourceMirror;
import dev.jetway.kube.ResourceMirror.Change;
import java.util.function.Consumer;

/**
 * The consumer's namespaces, followed so that what is left of a deleted one at the provider goes as
 * well. Thread-safe.
 */
final class ConsumerNamespaceWatch implements AutoCloseable {
  private final ResourceMirror mirror;
  private volatile Consumer<String> whenDeleted = _ -> {};
  private volatile Runnable whenSynced = () -> {};
  private volatile boolean synced;

  ConsumerNamespaceWatch(ApiServerClient client) {
    this.mirror =
        new ResourceMirror(
            "consumer-namespaces",
            client,
            "/api/v1/namespaces",
            "",
            ConsumerNamespaceWatch::nameOnly,
            this::changed);
  }

  /** Begins; the two actions must not block. */
  void start(Consumer<String> onDeleted, Runnable onSynced) {
    whenDeleted = onDeleted;
    whenSynced = onSynced;
    mirror.start();
  }

  /** Whether it is known that there is no such namespace. */
  boolean isGone(String namespace) {
    return synced && mirror.get("", namespace).isEmpty();
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
      case Change.Deleted(ObjectNode namespace) ->
          whenDeleted.accept(namespace.at("/metadata/name").asText());
      case Change.Added _, Change.Modified _ -> {}
    }
  }

  private static ObjectNode nameOnly(ObjectNode namespace) {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    kept.putObject("metadata")
        .put("name", namespace.at("/metadata/name").asText())
        .put("resourceVersion", namespace.at("/metadata/resourceVersion").asText());
    return kept;
  }
}
