package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.QueryString;
import dev.jetway.manifests.Enrolment;
import java.util.ArrayList;
import java.util.List;

/**
 * A consumer cluster as the control plane knows it.
 *
 * @param name its name there
 * @param mode {@code PerNamespace}, or {@code Single} with the namespace
 * @param identity the UID of its {@code kube-system} namespace; {@code -} before it came first
 */
public record EnrolledCluster(String name, String mode, String identity) {
  /** On the ServiceAccount: the identity of the cluster that came first. */
  public static final String CLUSTER_ID = "connect.jetway.dev/cluster-id";

  /** Those of a gateway's namespace, by name. */
  public static List<EnrolledCluster> all(ApiServerClient provider, String namespace) {
    String query = QueryString.EMPTY.with("labelSelector", Enrolment.CLUSTER_LABEL).encode();
    List<EnrolledCluster> clusters = new ArrayList<>();
    provider
        .get("/api/v1/namespaces/" + namespace + "/serviceaccounts", query)
        .path("items")
        .forEach(account -> clusters.add(of(account)));
    return List.copyOf(clusters);
  }

  private static EnrolledCluster of(JsonNode account) {
    JsonNode annotations = account.at("/metadata/annotations");
    String single = annotations.path(Enrolment.SINGLE_NAMESPACE).asText();
    return new EnrolledCluster(
        account.at("/metadata/labels").path(Enrolment.CLUSTER_LABEL).asText(),
        single.isEmpty() ? "PerNamespace" : "Single (" + single + ")",
        annotations.path(CLUSTER_ID).asText("-"));
  }

  /** For programs. */
  public ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", name)
        .put("mode", mode)
        .put("identity", identity);
  }
}
