package dev.jetway.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.terminal.NotInTimeException;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.AwaitedCollection;
import dev.jetway.kube.StatusException;
import dev.jetway.manifests.OurApiServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The objects of control planes that a consumer cluster has, through its connector. */
public final class ServedObjects {
  private ServedObjects() {}

  /**
   * Deletes all objects of the groups, and waits until their control plane has let go of them.
   *
   * @param groups which groups
   * @param within how long each resource may take
   * @param listener hears of each resource that had objects
   * @throws NotInTimeException if some are still there
   */
  public static void deleteAll(
      ApiServerClient client, Predicate<String> groups, Duration within, Consumer<String> listener)
      throws InterruptedException {
    // One version of each group: the others show the same objects.
    Map<String, String> versions = new LinkedHashMap<>();
    for (JsonNode apiService : OurApiServices.list(client)) {
      String group = OurApiServices.group(apiService);
      if (groups.test(group)) {
        versions.putIfAbsent(group, apiService.at("/spec/version").asText());
      }
    }
    for (Map.Entry<String, String> version : versions.entrySet()) {
      String root = "/apis/" + version.getKey() + "/" + version.getValue();
      for (String resource : resources(client.get(root))) {
        delete(client, root, resource, within, listener);
      }
    }
  }

  private static List<String> resources(ObjectNode discovered) {
    List<String> names = new ArrayList<>();
    for (JsonNode resource : discovered.path("resources")) {
      String name = resource.path("name").asText();
      if (!name.contains("/") && resource.path("verbs").toString().contains("\"delete\"")) {
        names.add(name);
      }
    }
    return names;
  }

  private static void delete(
      ApiServerClient client,
      String root,
      String resource,
      Duration within,
      Consumer<String> listener)
      throws InterruptedException {
    int number = 0;
    for (JsonNode item : client.get(root + "/" + resource).path("items")) {
      JsonNode metadata = item.path("metadata");
      try {
        client.delete(
            "%s/namespaces/%s/%s/%s"
                .formatted(
                    root,
                    metadata.path("namespace").asText(),
                    resource,
                    metadata.path("name").asText()));
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
    if (!new AwaitedCollection(client, root + "/" + resource, "").awaitEmpty(within)) {
      throw new NotInTimeException(
          "objects of %s are still there after %d s: see what holds them with kubectl get %s -A"
              .formatted(resource, within.toSeconds(), resource));
    }
    listener.accept(number + " " + resource + " deleted");
  }
}
