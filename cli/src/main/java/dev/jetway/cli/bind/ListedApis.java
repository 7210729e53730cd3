package dev.jetway.cli.bind;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.cli.cluster.VersionedResource;
import dev.jetway.kube.AggregatedDiscovery;
import dev.jetway.kube.ApiServerClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What clients find of the APIs that a cluster serves: kube-apiserver reads discovery and the index
 * of OpenAPI v3 of an APIService by itself, about a second after it came. There is no watch for
 * either. Thread-safe.
 */
public final class ListedApis {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ApiServerClient client;

  /** Of a cluster. */
  public ListedApis(ApiServerClient client) {
    this.client = client;
  }

  /**
   * Waits until all are listed, so that {@code kubectl api-resources} and {@code kubectl explain}
   * know them; false if the time is up.
   */
  public boolean await(List<VersionedResource> apis, Duration within) throws InterruptedException {
    long start = System.nanoTime();
    while (!areListed(apis)) {
      if (System.nanoTime() - start > within.toNanos()) {
        return false;
      }
      new CountDownLatch(1).await(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
    }
    return true;
  }

  private boolean areListed(List<VersionedResource> apis) {
    JsonNode discovered = client.getAs("/apis", AggregatedDiscovery.MEDIA_TYPE);
    JsonNode described = client.get("/openapi/v3").path("paths");
    return apis.stream()
        .allMatch(api ->
            isDiscovered(api, discovered)
                && described.has("apis/" + api.group() + "/" + api.version()));
  }

  private static boolean isDiscovered(VersionedResource api, JsonNode discovered) {
    for (JsonNode group : discovered.path("items")) {
      if (group.at("/metadata/name").asText().equals(api.group())) {
        for (JsonNode version : group.path("versions")) {
          if (version.path("version").asText().equals(api.version())
              && version.path("resources").findValuesAsText("resource").contains(api.resource())) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
