package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.bind.Bindings;
import dev.jetway.cli.bind.ServedApis;
import dev.jetway.cli.cluster.ServedObjects;
import dev.jetway.cli.cluster.VersionedResource;
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
  interface OtherEnd {
    /** Nothing. */
    OtherEnd LEFT_ALONE =
        new OtherEnd() {
          @Override
          public void check(Optional<KnownControlPlane> known) {
            // There is nothing that could be the wrong one.
          }

          @Override
          public void leave(Optional<KnownControlPlane> known, boolean withObjects) {
            // It is left alone.
          }
        };

    /**
     * Called before anything is changed.
     *
     * @throws dev.jetway.cli.SettingsException if it is another control plane than that of the
     *     connection
     */
    void check(Optional<KnownControlPlane> known);

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
    Optional<KnownControlPlane> known = found.flatMap(Disconnecting::controlPlane);
    otherEnd.check(known);
    Bindings bindings = new Bindings(consumer, terminal);
    List<ObjectNode> leaving = bindings.of(connection);
    if (deleteObjects) {
      List<VersionedResource> own =
          ServedApis.of(connection, bindings.connections(), bindings.all());
      terminal.during(
          "deleting objects at the control plane",
          () -> {
            ServedObjects.deleteAll(consumer, own, OBJECTS_WITHIN, terminal::print);
            return true;
          });
    }
    if (found.map(Bindings::isPulling).orElse(false)) {
      stopPulling();
    }
    // What it offers is waited for even if nothing is bound: a run that was stopped left that over.
    Set<String> offered = found.map(Bindings::offeredGroups).orElse(Set.of());
    if (found.isPresent() || !leaving.isEmpty()) {
      bindings.delete(leaving, offered);
    }
    otherEnd.leave(known, deleteObjects);
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
