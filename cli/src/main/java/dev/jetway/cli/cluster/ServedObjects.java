package dev.jetway.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.cli.terminal.NotInTimeException;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.AwaitedCollection;
import dev.jetway.kube.StatusException;
import dev.jetway.manifests.OurApiServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The objects of control planes that a consumer cluster has, through its connector. */
public final class ServedObjects {
  private ServedObjects() {}

  /**
   * All that the cluster has of any control plane. Several versions of a resource show the same
   * objects, or come from several control planes.
   */
  public static List<VersionedResource> all(ApiServerClient client) {
    List<VersionedResource> all = new ArrayList<>();
    for (JsonNode apiService : OurApiServices.list(client)) {
      String group = OurApiServices.group(apiService);
      String version = apiService.at("/spec/version").asText();
      for (JsonNode resource : client.get("/apis/" + group + "/" + version).path("resources")) {
        String name = resource.path("name").asText();
        if (!name.contains("/") && resource.path("verbs").toString().contains("\"delete\"")) {
          all.add(new VersionedResource(group, version, name));
        }
      }
    }
    return all;
  }

  /**
   * Deletes all objects of resources, and waits until their control plane has let go of them.
   *
   * @param within how long each resource may take
   * @param listener hears of each resource that had objects
   * @throws NotInTimeException if some are still there
   */
  public static void deleteAll(
      ApiServerClient client,
      List<VersionedResource> resources,
      Duration within,
      Consumer<String> listener)
      throws InterruptedException {
    for (VersionedResource resource : resources) {
      delete(client, resource, within, listener);
    }
  }

  private static void delete(
      ApiServerClient client,
      VersionedResource resource,
      Duration within,
      Consumer<String> listener)
      throws InterruptedException {
    int number = 0;
    for (JsonNode item : client.get(resource.path()).path("items")) {
      JsonNode metadata = item.path("metadata");
      try {
        client.delete(
            resource.path(metadata.path("namespace").asText(), metadata.path("name").asText()));
        number++;
      } catch (StatusException e) {
        if (e.status().code() != 404) {
          throw e;
        }
      }
    }
    if (number == 0) {
      return;
    }
    if (!new AwaitedCollection(client, resource.path(), "").awaitEmpty(within)) {
      throw new NotInTimeException(
          "objects of %s are still there after %d s: see what holds them with kubectl get %s -A"
              .formatted(resource.resource(), within.toSeconds(), resource.resource()));
    }
    listener.accept(number + " " + resource.resource() + " deleted");
  }
}
