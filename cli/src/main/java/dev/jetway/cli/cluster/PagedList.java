package dev.jetway.cli.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.QueryString;
import java.util.function.Consumer;

/** A collection that is read page by page, so that a large one is never held whole. */
public final class PagedList {
  private static final String OBJECTS_PER_PAGE = "100";

  private PagedList() {}

  /**
   * Reads all objects, as they were when the first page was read.
   *
   * @param path the raw path of the collection
   * @param selector a label selector; empty for all
   * @throws dev.jetway.kube.StatusException with the server's answer, such as 410 if reading took
   *     longer than the server remembers
   */
  public static void forEach(
      ApiServerClient client, String path, String selector, Consumer<ObjectNode> consumer) {
    QueryString query = QueryString.EMPTY.with("limit", OBJECTS_PER_PAGE);
    if (!selector.isEmpty()) {
      query = query.with("labelSelector", selector);
    }
    String next = "";
    do {
      ObjectNode page =
          client.get(path, next.isEmpty() ? query.encode() : query.with("continue", next).encode());
      page.path("items").forEach(item -> consumer.accept((ObjectNode) item));
      next = page.at("/metadata/continue").asText();
    } while (!next.isEmpty());
  }
}
