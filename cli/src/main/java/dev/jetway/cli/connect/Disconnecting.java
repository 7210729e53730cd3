package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.bind.Bindings;
import dev.jetway.cli.cluster.ServedObjects;
import dev.jetway.cli.connect.ProviderSide.KnownControlPlane;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.StatusException;
import dev.jetway.manifests.Applier;
import dev.jetway.manifests.ObjectAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The steps of {@code jetway disconnect}. The connection goes last, since it says what is still to
 * be done: stopped anywhere, the same command finishes. For one thread.
 */
final class Disconnecting {
  private static final Duration OBJECTS_WITHIN = Duration.ofMinutes(2);

  private final ApiServerClient consumer;
  private final String namespace;
  private final Terminal terminal;
  private final String connection;

  Disconnecting(ApiServerClient consumer, String namespace, Terminal terminal, String connection) {
    this.consumer = consumer;
    this.namespace = namespace;
    this.terminal = terminal;
    this.connection = connection;
  }

  /** What is to be done at the other end. */
  @FunctionalInterface
  interface OtherEnd {
    /** Takes the cluster's access away. */
    void leave(Optional<KnownControlPlane> known, boolean withObjects) throws Exception;
  }

  /**
   * Does it.
   *
   * @param deleteObjects whether the objects at the control plane are deleted
   */
  void run(boolean deleteObjects, OtherEnd otherEnd) throws Exception {
    Optional<ObjectNode> found = find();
    Bindings bindings = new Bindings(consumer, terminal);
    List<ObjectNode> leaving = bindings.of(connection);
    Set<String> groups = new TreeSet<>();
    leaving.forEach(binding -> groups.add(binding.at("/spec/group").asText()));
    boolean pulling = found.map(Bindings::isPulling).orElse(false);
    found.filter(_ -> pulling).map(Bindings::offeredGroups).ifPresent(groups::addAll);
    if (deleteObjects) {
      terminal.during(
          "deleting objects at the control plane",
          () -> {
            ServedObjects.deleteAll(consumer, groups::contains, OBJECTS_WITHIN, terminal::print);
            return true;
          });
    }
    if (pulling) {
      stopPulling();
    }
    if (found.isPresent() || !leaving.isEmpty()) {
      bindings.delete(leaving, groups);
    }
    otherEnd.leave(found.flatMap(Disconnecting::controlPlane), deleteObjects);
    Applier applier = new Applier(consumer, false, change -> terminal.print(change.toString()));
    if (found.isPresent()) {
      applier.delete(ObjectAddress.of(ConnectionObjects.connection(connection, namespace, false)));
    }
    applier.delete(
        new ObjectAddress(
            "Secret",
            namespace,
            ConnectionObjects.secretName(connection),
            "/api/v1/namespaces/" + namespace + "/secrets"));
  }

  private Optional<ObjectNode> find() {
    return consumer.find(ConnectionObjects.path(connection));
  }

  private void stopPulling() {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").putObject("crdManagement").put("pullBehavior", "None");
    try {
      consumer.patch(ConnectionObjects.path(connection), "application/merge-patch+json", patch);
    } catch (StatusException e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }

  private static Optional<KnownControlPlane> controlPlane(JsonNode connection) {
    JsonNode known = connection.at("/status/controlPlane");
    return known.path("clusterName").asText().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new KnownControlPlane(known.path("id").asText(), known.path("clusterName").asText()));
  }
}
