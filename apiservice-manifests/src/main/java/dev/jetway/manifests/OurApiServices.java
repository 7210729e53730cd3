package dev.jetway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.AwaitedCollection;
import dev.jetway.kube.QueryString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** The APIServices of a cluster that a connector keeps, as commands see them. */
public final class OurApiServices {
  private OurApiServices() {}

  /** All of them. */
  public static List<ObjectNode> list(ApiServerClient client) {
    String query = QueryString.EMPTY.with("labelSelector", ApiServiceManifest.MANAGED_BY).encode();
    List<ObjectNode> found = new ArrayList<>();
    for (JsonNode item : client.get(Unregistration.API_SERVICES, query).path("items")) {
      found.add((ObjectNode) item);
    }
    return found;
  }

  /**
   * Waits until a connector has removed those that meet the condition, and removes what is left
   * then: where no connector runs, nobody else would.
   *
   * @param within how long a connector has
   */
  public static void awaitGone(
      ApiServerClient client, Predicate<ObjectNode> condition, Duration within)
      throws InterruptedException {
    Predicate<Collection<ObjectNode>> gone = found -> found.stream().noneMatch(condition);
    boolean done =
        AwaitedCollection.ofLabelled(
                client, Unregistration.API_SERVICES, ApiServiceManifest.MANAGED_BY)
            .await(gone, within);
    if (!done) {
      list(client).stream().filter(condition).forEach(left -> Unregistration.delete(client, left));
    }
  }

  /** The group that one serves. */
  public static String group(JsonNode apiService) {
    return apiService.at("/spec/group").asText();
  }
}
