package dev.jetway.manifests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a control plane needs to let one consumer cluster in: a ServiceAccount of its own, and what
 * that may do with its own credentials.
 *
 * <p>Its token is what the connector dials in with: at first one of {@link BootstrapToken}, or one
 * made with {@code kubectl create token <cluster> --namespace <namespace> --audience <the gateway's
 * audience>}. The gateway alone gives it its scope; the Role lets it, in requests that the gateway
 * makes in its name, have tokens of itself renewed and end its bootstrap token. Deleting the
 * ServiceAccount revokes every token of it and closes the cluster's tunnels.
 */
public final class Enrolment {
  /** Says which cluster a ServiceAccount, a namespace or an object belongs to. */
  public static final String CLUSTER_LABEL = "connect.jetway.dev/cluster";

  /** Says which namespace all objects of the cluster are in. */
  public static final String SINGLE_NAMESPACE = "connect.jetway.dev/single-namespace";

  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Enrolment() {}

  /**
   * The objects for one cluster, in the order in which they can be applied: ServiceAccount, Role
   * and RoleBinding.
   *
   * @param namespace the gateway's namespace
   * @param cluster the name under which the control plane knows the cluster; an RFC 1123 label
   * @throws IllegalArgumentException if a name is not valid
   */
  public static List<ObjectNode> render(String namespace, String cluster) {
    DnsNames.requireLabel("namespace", namespace);
    DnsNames.requireLabel("cluster", cluster);
    return List.of(
        account(namespace, cluster), role(namespace, cluster), binding(namespace, cluster));
  }

  /**
   * The objects for one cluster all of whose objects are to be in one namespace, which the gateway
   * makes. Clusters may share it.
   *
   * @param singleNamespace that namespace; one that exists must carry the labels {@code
   *     connect.jetway.dev/managed=true} and {@code connect.jetway.dev/mapping=Single}
   * @throws IllegalArgumentException if a name is not valid
   */
  public static List<ObjectNode> render(String namespace, String cluster, String singleNamespace) {
    DnsNames.requireLabel("single namespace", singleNamespace);
    List<ObjectNode> objects = render(namespace, cluster);
    objects.getFirst().withObject("/metadata/annotations").put(SINGLE_NAMESPACE, singleNamespace);
    return objects;
  }

  /** The name of the Role and the RoleBinding of a cluster. */
  public static String roleName(String cluster) {
    return "jetway-cluster-" + cluster;
  }

  /** The name of the Secret that a cluster's bootstrap token is bound to. */
  public static String bootstrapSecret(String cluster) {
    return cluster + "-bootstrap";
  }

  private static ObjectNode account(String namespace, String cluster) {
    ObjectNode account = object("v1", "ServiceAccount", namespace, cluster, cluster);
    account.put("automountServiceAccountToken", false);
    return account;
  }

  private static ObjectNode role(String namespace, String cluster) {
    ObjectNode role = object(RBAC + "/v1", "Role", namespace, roleName(cluster), cluster);
    role.putArray("rules")
        .add(rule("serviceaccounts/token", cluster, "create"))
        .add(rule("secrets", bootstrapSecret(cluster), "delete"));
    return role;
  }

  private static ObjectNode rule(String resource, String name, String verb) {
    ObjectNode rule = JSON.createObjectNode();
    rule.putArray("apiGroups").add("");
    rule.putArray("resources").add(resource);
    rule.putArray("resourceNames").add(name);
    rule.putArray("verbs").add(verb);
    return rule;
  }

  private static ObjectNode binding(String namespace, String cluster) {
    ObjectNode binding = object(RBAC + "/v1", "RoleBinding", namespace, roleName(cluster), cluster);
    binding
        .putObject("roleRef")
        .put("apiGroup", RBAC)
        .put("kind", "Role")
        .put("name", roleName(cluster));
    binding
        .putArray("subjects")
        .addObject()
        .put("kind", "ServiceAccount")
        .put("name", cluster)
        .put("namespace", namespace);
    return binding;
  }

  private static ObjectNode object(
      String apiVersion, String kind, String namespace, String name, String cluster) {
    ObjectNode object = JSON.createObjectNode();
    object.put("apiVersion", apiVersion).put("kind", kind);
    object
        .putObject("metadata")
        .put("name", name)
        .put("namespace", namespace)
        .putObject("labels")
        .put("app.kubernetes.io/part-of", "jetway")
        .put(CLUSTER_LABEL, cluster);
    return object;
  }
}
