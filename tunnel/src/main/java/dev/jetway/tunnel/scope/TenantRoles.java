package dev.jetway.tunnel.scope;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.tunnel.OriginLabels;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * The RBAC objects that let a consumer cluster's users use what is offered. Pure functions.
 *
 * <pre>
 * ClusterRole jetway:offered       everything on what is offered    ◄─ RoleBinding jetway-offered in each provider namespace,
 *                                                                      jetway-offered.&lt;cluster&gt; in one that clusters share
 * ClusterRole jetway:offered-view  get, list, watch of the same     ◄─ ClusterRoleBinding jetway:&lt;cluster&gt;:view
 *                                                                      both for the group jetway:&lt;cluster&gt;
 * </pre>
 */
final class TenantRoles {
  static final String OFFERED = "jetway:offered";
  static final String OFFERED_VIEW = "jetway:offered-view";
  static final String BINDING = "jetway-offered";

  /** Says who keeps a ClusterRoleBinding: the gateway's namespace, or {@code direct}. */
  static final String KEEPER = "connect.jetway.dev/keeper";

  static final List<String> ALL_VERBS =
      List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");
  static final List<String> VIEW_VERBS = List.of("get", "list", "watch");

  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String PATH = "/apis/" + RBAC + "/v1/";

  private TenantRoles() {}

  /** The group of all users of a cluster. */
  static String group(String cluster) {
    return "jetway:" + cluster;
  }

  static String clusterRolesPath() {
    return PATH + "clusterroles";
  }

  static String clusterBindingsPath() {
    return PATH + "clusterrolebindings";
  }

  static String bindingsPath(String namespace) {
    return namespace.isEmpty()
        ? PATH + "rolebindings"
        : PATH + "namespaces/" + namespace + "/rolebindings";
  }

  /** A ClusterRole with these verbs on everything that is offered, its subresources included. */
  static ObjectNode clusterRole(
      String name, List<String> verbs, Map<String, SortedSet<String>> resourcesByGroup) {
    ObjectNode role = object("ClusterRole", name, Map.of("app.kubernetes.io/part-of", "jetway"));
    ArrayNode rules = role.putArray("rules");
    resourcesByGroup.forEach((group, resources) -> {
      ObjectNode rule = rules.addObject();
      rule.putArray("apiGroups").add(group);
      ArrayNode names = rule.putArray("resources");
      resources.forEach(
          resource -> names.add(resource).add(resource + "/scale").add(resource + "/status"));
      verbs.forEach(rule.putArray("verbs")::add);
    });
    return role;
  }

  /** Lets a cluster's users use what is offered in one namespace. */
  static ObjectNode offeredBinding(String namespace, String cluster) {
    return offeredBinding(BINDING, namespace, cluster);
  }

  /** The same in a namespace that clusters share, where each has a binding of its own. */
  static ObjectNode sharedBinding(String namespace, String cluster) {
    return offeredBinding(BINDING + "." + cluster, namespace, cluster);
  }

  /** The name of what {@link #viewBinding} makes. */
  static String viewBindingName(String cluster) {
    return group(cluster) + ":view";
  }

  /** Lets a cluster's users read in all namespaces at once; the selector is the scope's. */
  static ObjectNode viewBinding(String cluster, String keeper) {
    return bind(
        object(
            "ClusterRoleBinding",
            viewBindingName(cluster),
            Map.of(OriginLabels.MANAGED, "true", OriginLabels.CLUSTER, cluster, KEEPER, keeper)),
        OFFERED_VIEW,
        cluster);
  }

  private static ObjectNode offeredBinding(String name, String namespace, String cluster) {
    ObjectNode binding =
        object(
            "RoleBinding",
            name,
            Map.of(OriginLabels.MANAGED, "true", OriginLabels.CLUSTER, cluster));
    ((ObjectNode) binding.get("metadata")).put("namespace", namespace);
    return bind(binding, OFFERED, cluster);
  }

  private static ObjectNode bind(ObjectNode binding, String role, String cluster) {
    binding.putObject("roleRef").put("apiGroup", RBAC).put("kind", "ClusterRole").put("name", role);
    binding
        .putArray("subjects")
        .addObject()
        .put("apiGroup", RBAC)
        .put("kind", "Group")
        .put("name", group(cluster));
    return binding;
  }

  private static ObjectNode object(String kind, String name, Map<String, String> labels) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", RBAC + "/v1").put("kind", kind);
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    ObjectNode target = metadata.putObject("labels");
    labels.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(label -> target.put(label.getKey(), label.getValue()));
    return object;
  }
}
