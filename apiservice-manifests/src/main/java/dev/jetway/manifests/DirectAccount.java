package dev.jetway.manifests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The ServiceAccount of somebody who uses a control plane through its gateway for a consumer
 * cluster, without a connector: a person, or a controller that runs elsewhere. Pure functions.
 *
 * <p>The gateway takes it by its label and its name. It needs no rights of its own: the control
 * plane's API server does not accept its tokens, and the gateway goes on in the name {@code
 * jetway:<cluster>/<name>}. It goes with the ServiceAccount of the cluster.
 */
public final class DirectAccount {
  /** Says which cluster it is for. */
  public static final String CLUSTER_LABEL = "connect.jetway.dev/direct";

  private static final ObjectMapper JSON = new ObjectMapper();

  private DirectAccount() {}

  /**
   * What it is called.
   *
   * @param cluster the cluster's name at the control plane
   * @param name which of those that the cluster has
   * @throws IllegalArgumentException if one is no RFC 1123 label
   */
  public static String name(String cluster, String name) {
    DnsNames.requireLabel("cluster", cluster);
    DnsNames.requireLabel("name", name);
    return cluster + "." + name;
  }

  /**
   * The ServiceAccount.
   *
   * @param namespace the gateway's namespace
   * @param clusterAccount the ServiceAccount of the cluster, as the control plane has it
   * @throws IllegalArgumentException as {@link #name}
   */
  public static ObjectNode render(
      String namespace, String cluster, String name, ObjectNode clusterAccount) {
    ObjectNode account = JSON.createObjectNode();
    account.put("apiVersion", "v1").put("kind", "ServiceAccount");
    ObjectNode metadata =
        account.putObject("metadata").put("name", name(cluster, name)).put("namespace", namespace);
    metadata
        .putObject("labels")
        .put("app.kubernetes.io/part-of", "jetway")
        .put(CLUSTER_LABEL, cluster);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "v1")
        .put("kind", "ServiceAccount")
        .put("name", clusterAccount.at("/metadata/name").asText())
        .put("uid", clusterAccount.at("/metadata/uid").asText());
    return account.put("automountServiceAccountToken", false);
  }
}
