package dev.jetway.manifests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a control plane needs to let one consumer cluster in: a ServiceAccount of its own.
 *
 * <p>Its token, made with {@code kubectl create token <cluster> --namespace <namespace> --audience
 * <the gateway's audience>}, is what the connector dials in with. The ServiceAccount is bound to no
 * role: the gateway alone gives it its scope. Deleting it revokes every token of it and closes the
 * cluster's tunnels.
 */
public final class Enrolment {
  /** Says which cluster a ServiceAccount, a namespace or an object belongs to. */
  public static final String CLUSTER_LABEL = "connect.jetway.dev/cluster";

  /** Says which namespace all objects of the cluster are in. */
  public static final String SINGLE_NAMESPACE = "connect.jetway.dev/single-namespace";

  private Enrolment() {}

  /**
   * The objects for one cluster.
   *
   * @param namespace the gateway's namespace
   * @param cluster the name under which the control plane knows the cluster; an RFC 1123 label
   * @throws IllegalArgumentException if a name is not valid
   */
  public static List<ObjectNode> render(String namespace, String cluster) {
    DnsNames.requireLabel("namespace", namespace);
    DnsNames.requireLabel("cluster", cluster);
    ObjectNode account = new ObjectMapper().createObjectNode();
    account.put("apiVersion", "v1").put("kind", "ServiceAccount");
    account
        .putObject("metadata")
        .put("name", cluster)
        .put("namespace", namespace)
        .putObject("labels")
        .put("app.kubernetes.io/part-of", "jetway")
        .put(CLUSTER_LABEL, cluster);
    account.put("automountServiceAccountToken", false);
    return List.of(account);
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
}
