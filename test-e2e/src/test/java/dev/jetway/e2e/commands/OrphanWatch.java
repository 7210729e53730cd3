package dev.jetway.e2e.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.e2e.install.JetwayProcess;
import dev.jetway.e2e.rig.ApiClient;
import dev.jetway.e2e.rig.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Asks all the time whether every APIService of ours has a server. One that has none twice running,
 * and is registered still, is an orphan. It also does what nodes do, and ends the connector when
 * its Deployment is gone. Its results may be read by any thread.
 */
final class OrphanWatch implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String API_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
  private static final String OURS = "?labelSelector=connect.jetway.dev%2Fmanaged-by";
  private static final String DEPLOYMENT =
      "/apis/apps/v1/namespaces/jetway-system/deployments/jetway-connector";

  private final ApiClient api;
  private final JetwayProcess connector;
  private final Set<String> served = new ConcurrentSkipListSet<>();
  private final List<String> orphans = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  private OrphanWatch(ApiClient api, JetwayProcess connector) {
    this.api = api;
    this.connector = connector;
    this.thread = Thread.ofVirtual().name("orphan-watch").unstarted(this::run);
  }

  static OrphanWatch start(ControlPlane plane, JetwayProcess connector) {
    OrphanWatch watch = new OrphanWatch(plane.api(), connector);
    watch.thread.start();
    return watch;
  }

  /** The APIServices that were seen to have a server. */
  Set<String> served() {
    return Set.copyOf(served);
  }

  /** Each that was seen to have none, with the answer. */
  List<String> orphans() {
    return List.copyOf(orphans);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    api.close();
  }

  private void run() {
    while (!closed) {
      for (JsonNode one : list()) {
        look(one);
      }
      if (connector.process().isAlive() && api.get(DEPLOYMENT).statusCode() == 404) {
        connector.stop();
      }
    }
  }

  private void look(JsonNode apiService) {
    String name = apiService.at("/metadata/name").asText();
    String group = "/apis/" + apiService.at("/spec/group").asText() + "/";
    String path = group + apiService.at("/spec/version").asText();
    if (api.get(path).statusCode() == 200) {
      served.add(name);
      return;
    }
    HttpResponse<String> again = api.get(path);
    if (again.statusCode() != 200 && api.get(API_SERVICES + "/" + name).statusCode() == 200) {
      orphans.add(name + ": " + again.statusCode() + " " + again.body());
    }
  }

  private JsonNode list() {
    HttpResponse<String> answer = api.get(API_SERVICES + OURS);
    try {
      return JSON.readTree(answer.body()).path("items");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
