package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.bind.Binding;
import dev.jetway.cli.cluster.SecretKeys;

/** What a connection is made of in the consumer cluster. Pure functions. */
final class ConnectionObjects {
  private ConnectionObjects() {}

  /** The name of a connection's Secret. */
  static String secretName(String connection) {
    return "jetway-connection-" + connection;
  }

  /** The path of a connection. */
  static String path(String connection) {
    return "/apis/" + Binding.API_VERSION + "/clusterconnections/" + connection;
  }

  /** The Secret with which a connector dials in. */
  static ObjectNode secret(
      String connection, String namespace, GatewayAccess gateway, String token) {
    ObjectNode secret = JsonNodeFactory.instance.objectNode();
    secret.put("apiVersion", "v1").put("kind", "Secret").put("type", "connect.jetway.dev/token");
    secret
        .putObject("metadata")
        .put("name", secretName(connection))
        .put("namespace", namespace)
        .putObject("labels")
        .put("app.kubernetes.io/part-of", "jetway");
    secret
        .putObject("data")
        .put("token", SecretKeys.value(token))
        .put("gateway", SecretKeys.value(gateway.address()))
        .put("ca.crt", SecretKeys.value(gateway.caPem()));
    return secret;
  }

  /** The ClusterConnection that names it. */
  static ObjectNode connection(String connection, String namespace, boolean pull) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", Binding.API_VERSION).put("kind", "ClusterConnection");
    object.putObject("metadata").put("name", connection);
    ObjectNode spec = object.putObject("spec");
    spec.putObject("secretRef")
        .put("kind", "Token")
        .put("name", secretName(connection))
        .put("namespace", namespace);
    spec.putObject("crdManagement").put("pullBehavior", pull ? "Pull" : "None");
    return object;
  }
}
