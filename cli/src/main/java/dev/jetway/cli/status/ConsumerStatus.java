package dev.jetway.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.bind.Bindings;
import dev.jetway.cli.terminal.Terminal;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.manifests.Conditions;
import dev.jetway.manifests.OurApiServices;
import java.time.Instant;
import java.util.Optional;

/** What there is of Jetway in a consumer cluster, as JSON. */
final class ConsumerStatus {
  private ConsumerStatus() {}

  /** Reads it. */
  static ObjectNode read(ApiServerClient client, String namespace, Terminal terminal, Instant now) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("server", client.endpoint().server().toString());
    ObjectNode connector = connector(client, namespace);
    status.set("connector", connector);
    boolean runs = Lag.isRenewed(connector.path("leaderRenewed").asText(), now);
    Bindings bindings = new Bindings(client, terminal);
    ArrayNode connections = status.putArray("connections");
    bindings.connections().forEach(found -> connections.add(connection(found, runs, now)));
    ArrayNode bound = status.putArray("bindings");
    bindings.all().forEach(found -> bound.add(binding(found)));
    ArrayNode apiServices = status.putArray("apiServices");
    for (ObjectNode found : OurApiServices.list(client)) {
      apiServices
          .addObject()
          .put("name", found.at("/metadata/name").asText())
          .put("available", Conditions.isTrue(found, "Available"))
          .put("message", Conditions.message(found, "Available"));
    }
    return status;
  }

  private static ObjectNode connector(ApiServerClient client, String namespace) {
    ObjectNode connector = JsonNodeFactory.instance.objectNode();
    deployment(client, namespace, "jetway-connector", connector);
    client
        .find("/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases/jetway-connector")
        .ifPresent(lease ->
            connector
                .put("leader", lease.at("/spec/holderIdentity").asText())
                .put("leaderRenewed", lease.at("/spec/renewTime").asText()));
    return connector;
  }

  /** Image and pods of a Deployment; nothing where it runs elsewhere. */
  static void deployment(ApiServerClient client, String namespace, String name, ObjectNode target) {
    Optional<ObjectNode> found =
        client.find("/apis/apps/v1/namespaces/" + namespace + "/deployments/" + name);
    target.put("installed", found.isPresent());
    found.ifPresent(deployment ->
        target
            .put("image", deployment.at("/spec/template/spec/containers/0/image").asText())
            .put("replicas", deployment.at("/spec/replicas").asInt())
            .put("readyReplicas", deployment.at("/status/readyReplicas").asInt()));
  }

  private static ObjectNode connection(JsonNode found, boolean connectorRuns, Instant now) {
    ObjectNode connection = JsonNodeFactory.instance.objectNode();
    connection
        .put("name", found.at("/metadata/name").asText())
        .put("ready", Conditions.isTrue(found, "Ready"))
        .put("reason", reason(Conditions.reason(found, "Ready")))
        .put("message", Conditions.message(found, "Ready"))
        .put("lag", Lag.of(found, connectorRuns, now))
        .put("connectedSince", Lag.since(found, "True"))
        .put("disconnectedSince", Lag.since(found, "False"))
        .put("connectorVersion", found.at("/status/connectorVersion").asText())
        .put("gatewayVersion", found.at("/status/controlPlane/gatewayVersion").asText())
        .put("cluster", found.at("/status/controlPlane/clusterName").asText())
        .put("controlPlaneId", found.at("/status/controlPlane/id").asText())
        .put("tokenExpiresAt", found.at("/status/tokenExpiresAt").asText());
    ArrayNode offered = connection.putArray("offeredAPIs");
    found.at("/status/offeredAPIs").forEach(offered::add);
    return connection;
  }

  private static ObjectNode binding(JsonNode found) {
    ObjectNode binding = JsonNodeFactory.instance.objectNode();
    boolean bound = Conditions.isTrue(found, "Bound");
    String resource = found.at("/spec/resource").asText();
    String group = found.at("/spec/group").asText();
    binding
        .put("kind", found.path("kind").asText())
        .put("namespace", found.at("/metadata/namespace").asText())
        .put("name", found.at("/metadata/name").asText())
        .put("connection", found.at("/spec/connection").asText())
        .put("api", resource.isEmpty() ? group : resource + "." + group)
        .put("bound", bound)
        .put("reason", reason(Conditions.reason(found, "Ready")))
        .put("message", Conditions.message(found, "Ready"));
    ArrayNode served = binding.putArray("serves");
    Bindings.served(found).forEach(served::add);
    return binding;
  }

  private static String reason(String reason) {
    return reason.isEmpty() ? "Unseen" : reason;
  }
}
