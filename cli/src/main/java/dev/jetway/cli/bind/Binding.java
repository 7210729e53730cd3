package dev.jetway.cli.bind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.SettingsException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A binding as a person names it.
 *
 * @param connection the name of the ClusterConnection
 * @param group the API group
 * @param resource one resource of the group; empty for all that is offered of it
 * @param namespace the one namespace that it is for; empty for the whole cluster
 */
public record Binding(
    String connection, String group, Optional<String> resource, Optional<String> namespace) {
  /** The group and version of bindings and connections. */
  public static final String API_VERSION = "connect.jetway.dev/v1alpha1";

  private static final String ROOT = "/apis/" + API_VERSION;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+");

  /**
   * Reads {@code group} or {@code resource.group}; which of the two is told by what the connection
   * offers, since both may have any number of dots.
   *
   * @param connection the ClusterConnection
   * @throws SettingsException if the connection offers neither
   */
  public static Binding of(String text, ObjectNode connection, Optional<String> namespace) {
    if (!NAME.matcher(text).matches()) {
      throw SettingsException.of("must be a group or resource.group, was \"" + text + "\"");
    }
    String name = connection.at("/metadata/name").asText();
    for (JsonNode offered : connection.at("/status/offeredAPIs")) {
      String group = offered.path("group").asText();
      String resource = offered.path("resource").asText();
      if (text.equals(group)) {
        return new Binding(name, group, Optional.empty(), namespace);
      }
      if (text.equals(resource + "." + group)) {
        return new Binding(name, group, Optional.of(resource), namespace);
      }
    }
    throw SettingsException.of(
        "connection \"%s\" does not offer \"%s\": see kubectl get clusterconnection %s -o yaml, and 'jetway offer' at the control plane"
            .formatted(name, text, name));
  }

  /** The whole group, in the whole cluster. */
  public static Binding ofGroup(String connection, String group) {
    return new Binding(connection, group, Optional.empty(), Optional.empty());
  }

  /** {@code APIBinding} for a namespace, {@code ClusterAPIBinding} for the cluster. */
  public String kind() {
    return namespace.isPresent() ? "APIBinding" : "ClusterAPIBinding";
  }

  /** The object's name: what it binds. */
  public String name() {
    return resource.map(one -> one + "." + group).orElse(group);
  }

  /** The path of the collection that it is in. */
  public String collection() {
    return namespace
        .map(one -> ROOT + "/namespaces/" + one + "/apibindings")
        .orElse(ROOT + "/clusterapibindings");
  }

  /** The object to be applied. */
  public ObjectNode object(Optional<String> updatePolicy) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", API_VERSION).put("kind", kind());
    ObjectNode metadata = object.putObject("metadata").put("name", name());
    namespace.ifPresent(one -> metadata.put("namespace", one));
    ObjectNode spec = object.putObject("spec");
    spec.put("connection", connection).put("group", group);
    resource.ifPresent(one -> spec.put("resource", one));
    updatePolicy.ifPresent(one -> spec.put("updatePolicy", one));
    return object;
  }

  /** For people. */
  @Override
  public String toString() {
    return kind() + " " + namespace.map(one -> one + "/").orElse("") + name();
  }
}
