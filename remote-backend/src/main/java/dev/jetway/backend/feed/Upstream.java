package dev.jetway.backend.feed;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One resource at the provider, all namespaces of this cluster at once, in the consumer's view.
 * Every method blocks.
 */
public interface Upstream {
  /**
   * What a list said of itself.
   *
   * @param resourceVersion its version
   * @param kind its {@code kind}
   */
  record Listed(long resourceVersion, String kind) {}

  /**
   * The versions of all objects at one moment.
   *
   * @param versions by key
   * @param resourceVersion of that moment
   * @param complete whether it is all objects, rather than the first ones
   */
  record Versions(Map<String, Long> versions, long resourceVersion, boolean complete) {}

  /**
   * Lists all objects, as they are now.
   *
   * @throws dev.jetway.kube.StatusException if the provider refuses
   */
  Listed list(Consumer<Entry> objects) throws IOException;

  /**
   * Follows all changes until the stream ends.
   *
   * @param resourceVersion of what is known
   * @param listener called with an empty list once the watch is open
   * @throws WatchExpiredException if the provider does not have all changes any more
   * @throws dev.jetway.kube.StatusException if the provider refuses
   */
  void watch(long resourceVersion, Consumer<List<Change>> listener) throws IOException;

  /**
   * Follows for a few seconds, to learn how far the provider is.
   *
   * @param resourceVersion of what is known
   * @param wanted how far it must be
   * @return the version of the last change up to {@code wanted}; all later ones come after it
   */
  long lastChange(long resourceVersion, long wanted) throws IOException;

  /**
   * The versions of the objects now, asked for once and not from a cache.
   *
   * @param limit of how many
   */
  Versions versions(int limit) throws IOException;

  /** Ends a {@link #watch} that goes on. */
  void endWatch();
}
