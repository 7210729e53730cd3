package dev.jetway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Where an object of the manifests is in an API server. Only the kinds that Jetway writes are
 * known, so that nothing must be discovered, also before their CRDs are there.
 *
 * @param kind its kind
 * @param namespace empty for objects without one
 * @param name its name
 * @param collection the path of the collection that it is in
 */
public record ObjectAddress(String kind, String namespace, String name, String collection) {
  private static final Map<String, Place> PLACES =
      Map.ofEntries(
          place("Namespace", "namespaces", false, 0),
          place("CustomResourceDefinition", "customresourcedefinitions", false, 1),
          place("ServiceAccount", "serviceaccounts", true, 2),
          place("ConfigMap", "configmaps", true, 2),
          place("Secret", "secrets", true, 2),
          place("Lease", "leases", true, 2),
          place("ClusterRole", "clusterroles", false, 3),
          place("Role", "roles", true, 3),
          place("ClusterRoleBinding", "clusterrolebindings", false, 4),
          place("RoleBinding", "rolebindings", true, 4),
          place("ValidatingAdmissionPolicy", "validatingadmissionpolicies", false, 5),
          place("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", false, 6),
          place("Service", "services", true, 7),
          place("NetworkPolicy", "networkpolicies", true, 7),
          place("PodDisruptionBudget", "poddisruptionbudgets", true, 7),
          place("Deployment", "deployments", true, 8),
          place("ClusterConnection", "clusterconnections", false, 9),
          place("ClusterAPIBinding", "clusterapibindings", false, 10),
          place("APIBinding", "apibindings", true, 10));

  private record Place(String plural, boolean namespaced, int rank) {}

  private static Map.Entry<String, Place> place(
      String kind, String plural, boolean namespaced, int rank) {
    return Map.entry(kind, new Place(plural, namespaced, rank));
  }

  /**
   * The address of an object.
   *
   * @throws IllegalArgumentException if it is of none of the kinds that Jetway writes, or has no
   *     namespace where its kind needs one
   */
  public static ObjectAddress of(ObjectNode object) {
    String kind = object.path("kind").asText();
    Place place = known(kind);
    JsonNode metadata = object.path("metadata");
    String name = metadata.path("name").asText();
    String namespace = metadata.path("namespace").asText();
    if (name.isEmpty() || namespace.isEmpty() == place.namespaced()) {
      throw new IllegalArgumentException(
          kind + " \"" + name + "\" " + (place.namespaced() ? "needs a" : "has no") + " namespace");
    }
    String collection =
        root(object.path("apiVersion").asText())
            + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
            + "/"
            + place.plural();
    return new ObjectAddress(kind, namespace, name, collection);
  }

  /**
   * The path of all objects of a kind in all namespaces.
   *
   * @throws IllegalArgumentException if it is none of the kinds that Jetway writes
   */
  static String everywhere(String apiVersion, String kind) {
    return root(apiVersion) + "/" + known(kind).plural();
  }

  private static String root(String apiVersion) {
    return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
  }

  private static Place known(String kind) {
    Place place = PLACES.get(kind);
    if (place == null) {
      throw new IllegalArgumentException("no kind that is written here: \"" + kind + "\"");
    }
    return place;
  }

  /** The path of the object itself. */
  public String path() {
    return collection + "/" + name;
  }

  /** Its place in the order in which objects are applied: what others need comes first. */
  int rank() {
    return known(kind).rank();
  }

  /** For people, for example {@code Deployment jetway-system/jetway-connector}. */
  @Override
  public String toString() {
    return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
  }
}
