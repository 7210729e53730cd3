package dev.jetway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What a consumer cluster needs: the connector, and what it may do. Pure functions. */
public final class ConsumerManifests {
  private static final String SECRET_NAMESPACE =
      "/spec/versions/0/schema/openAPIV3Schema/properties/spec"
          + "/properties/secretRef/properties/namespace";

  private ConsumerManifests() {}

  /**
   * What can be chosen.
   *
   * @param workload how the connector runs
   * @param connectionName the name of the connection, for messages
   * @param gateway {@code host:port} of the control plane's gateway
   * @param connectionSecret the Secret that holds {@code token} and {@code ca.crt}
   */
  public record Options(
      Workload workload, String connectionName, String gateway, String connectionSecret) {
    /** Checks the values. */
    public Options {
      DnsNames.requireLabel("connection name", connectionName);
      DnsNames.requireLabel("connection secret", connectionSecret);
      if (!gateway.matches("\\S+:[0-9]{1,5}")) {
        throw new IllegalArgumentException("gateway must be host:port: \"" + gateway + "\"");
      }
    }
  }

  /** All objects, in the order in which they can be applied. */
  public static List<ObjectNode> render(Options options) {
    List<ObjectNode> objects = new ArrayList<>(access(options.workload().namespace()));
    List<ObjectNode> workload =
        options.workload().render("jetway-connector/files/workload.yaml", arguments(options));
    ((ObjectNode)
            ManifestFile.ofKind(workload, "Deployment").at("/spec/template/spec/volumes/0/secret"))
        .put("secretName", options.connectionSecret());
    objects.addAll(workload);
    return List.copyOf(objects);
  }

  /**
   * All objects of a connector that follows the ClusterConnections of its cluster, in the order in
   * which they can be applied.
   */
  public static List<ObjectNode> render(Workload workload) {
    List<ObjectNode> objects = new ArrayList<>(access(workload.namespace()));
    List<ObjectNode> rendered =
        workload.render(
            "jetway-connector/files/workload.yaml",
            arguments(
                workload.namespace(),
                List.of("--leader-lease=" + workload.namespace() + "/jetway-connector")));
    JsonNode pod = ManifestFile.ofKind(rendered, "Deployment").at("/spec/template/spec");
    withoutConnection(pod.path("volumes"));
    withoutConnection(pod.at("/containers/0/volumeMounts"));
    objects.addAll(rendered);
    return List.copyOf(objects);
  }

  /** Connections name their Secrets, so none is mounted. */
  private static void withoutConnection(JsonNode list) {
    Iterator<JsonNode> entries = list.iterator();
    while (entries.hasNext()) {
      if (entries.next().path("name").asText().equals("connection")) {
        entries.remove();
      }
    }
  }

  /**
   * Namespace, ServiceAccount, rights and kinds alone, for a connector that runs outside the
   * cluster.
   */
  public static List<ObjectNode> access(String namespace) {
    List<ObjectNode> objects =
        new ArrayList<>(ManifestFile.load("jetway-connector/files/access.yaml", namespace));
    objects.addAll(kinds(namespace));
    return List.copyOf(objects);
  }

  /**
   * The CustomResourceDefinitions of {@code connect.jetway.dev}.
   *
   * @param namespace the connector's namespace: where Secrets of connections are by default
   */
  public static List<ObjectNode> kinds(String namespace) {
    List<ObjectNode> kinds = ManifestFile.load("jetway-connector/crds/crds.yaml", namespace);
    for (ObjectNode kind : kinds) {
      if (kind.at(SECRET_NAMESPACE) instanceof ObjectNode secretNamespace) {
        secretNamespace.put("default", namespace);
      }
    }
    return kinds;
  }

  private static List<String> arguments(Options options) {
    return arguments(
        options.workload().namespace(),
        List.of(
            "--connection-name=" + options.connectionName(),
            "--gateway=" + options.gateway(),
            "--gateway-ca-file=/etc/jetway/connection/ca.crt",
            "--token-file=/etc/jetway/connection/token"));
  }

  private static List<String> arguments(String namespace, List<String> ofConnections) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--listen=0.0.0.0:6443",
                "--service=" + namespace + "/jetway-connector:443",
                "--serving-secret=" + namespace + "/jetway-connector-tls",
                "--catalog-configmap=" + namespace + "/jetway-connector-catalog"));
    arguments.addAll(ofConnections);
    arguments.add("--log-format=json");
    return List.copyOf(arguments);
  }
}
