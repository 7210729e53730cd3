package dev.jetway.backend.connect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.backend.bind.Binding;
import dev.jetway.backend.change.ReviewedBinding;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.ResourceMirror;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The kinds, and the Secrets that they name, kept equal to the cluster's. Thread-safe. */
final class FollowedKinds implements AutoCloseable {
  private static final String API = "/apis/connect.jetway.dev/v1alpha1/";
  private static final List<String> KEYS = List.of("token", "gateway", "ca.crt", "kubeconfig");

  private final String namespace;
  private final ResourceMirror connections;
  private final ResourceMirror clusterBindings;
  private final ResourceMirror bindings;
  private final ResourceMirror secrets;

  /**
   * What can be followed.
   *
   * @param namespace the connector's own, whose Secrets are read
   * @param changed called on every change; must not block
   */
  FollowedKinds(ApiServerClient client, String namespace, Runnable changed) {
    this.namespace = namespace;
    this.connections =
        mirror(client, ConnectionController.CONNECTIONS, "ClusterConnection", changed);
    this.clusterBindings =
        mirror(client, ConnectionController.CLUSTER_BINDINGS, "ClusterAPIBinding", changed);
    this.bindings = mirror(client, ConnectionController.BINDINGS, "APIBinding", changed);
    this.secrets =
        new ResourceMirror(
            "connection-secrets",
            client,
            "/api/v1/namespaces/" + namespace + "/secrets",
            "",
            FollowedKinds::needed,
            _ -> changed.run());
  }

  private static ResourceMirror mirror(
      ApiServerClient client, String plural, String kind, Runnable changed) {
    return new ResourceMirror(
        plural,
        client,
        API + plural,
        "",
        object -> {
          object.put("apiVersion", "connect.jetway.dev/v1alpha1").put("kind", kind);
          object.withObject("/metadata").remove("managedFields");
          return object;
        },
        _ -> changed.run());
  }

  /** Of a Secret, the keys that a connection can use; of others the names alone. */
  private static ObjectNode needed(ObjectNode secret) {
    secret.retain("metadata", "type", "data");
    secret.withObject("/metadata").retain("name", "namespace", "uid", "resourceVersion");
    if (secret.get("data") instanceof ObjectNode data) {
      data.fieldNames()
          .forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
              data.put(key, "");
            }
          });
    }
    return secret;
  }

  void start() {
    List.of(secrets, connections, clusterBindings, bindings).forEach(ResourceMirror::start);
  }

  /** Whether everything is known. */
  boolean isKnown() {
    return List.of(secrets, connections, clusterBindings, bindings).stream()
        .noneMatch(mirror -> mirror.resourceVersion().isEmpty());
  }

  /** All connections by name; one that is being deleted counts as gone. */
  SortedMap<String, ObjectNode> connections() {
    SortedMap<String, ObjectNode> byName = new TreeMap<>();
    present(connections)
        .forEach(object -> byName.put(object.at("/metadata/name").asText(), object));
    return byName;
  }

  /** All bindings, of both kinds. */
  Map<Binding.Key, ObjectNode> bindings() {
    Map<Binding.Key, ObjectNode> all = new HashMap<>();
    present(clusterBindings).forEach(object -> all.put(key(object), object));
    present(bindings).forEach(object -> all.put(key(object), object));
    return all;
  }

  Credential credential(ConnectionSpec spec) {
    return Credential.of(spec.secret(), secrets.get(namespace, spec.secret().name()), namespace);
  }

  static Binding binding(ObjectNode object) {
    String resource = object.at("/spec/resource").asText();
    return new Binding(
        key(object),
        ConnectionSpec.created(object),
        object.at("/spec/connection").asText(),
        object.at("/spec/group").asText(),
        resource.isEmpty() ? Optional.empty() : Optional.of(resource));
  }

  static ReviewedBinding reviewed(ObjectNode object) {
    return new ReviewedBinding(
        binding(object),
        object.at("/spec/updatePolicy").asText().equals("Approve"),
        object.at("/spec/approvedRevision").asText());
  }

  private static Binding.Key key(ObjectNode object) {
    return new Binding.Key(
        object.at("/metadata/namespace").asText(""), object.at("/metadata/name").asText());
  }

  private static Collection<ObjectNode> present(ResourceMirror mirror) {
    return mirror.snapshot().values().stream()
        .filter(object -> object.at("/metadata/deletionTimestamp").isMissingNode())
        .toList();
  }

  @Override
  public void close() {
    List.of(connections, clusterBindings, bindings, secrets).forEach(ResourceMirror::close);
  }
}
