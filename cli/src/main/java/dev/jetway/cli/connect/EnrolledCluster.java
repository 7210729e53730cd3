package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.QueryString;
import dev.jetway.manifests.Enrolment;
import dev.jetway.tunnel.TunnelReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A consumer cluster as the control plane knows it.
 *
 * @param name its name there
 * @param mode {@code PerNamespace}, or {@code Single} with the namespace
 * @param identity the UID of its {@code kube-system} namespace; {@code -} before it came first
 * @param lastSeen when it was connected last; empty if it never was
 * @param reports what each replica of the gateway says of its tunnels
 */
public record EnrolledCluster(
    String name, String mode, String identity, String lastSeen, Map<String, TunnelReport> reports) {
  /** On the ServiceAccount: the identity of the cluster that came first. */
  public static final String CLUSTER_ID = "connect.jetway.dev/cluster-id";

  /** Copies the reports. */
  public EnrolledCluster {
    reports = Map.copyOf(reports);
  }

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

  static EnrolledCluster of(JsonNode account) {
    JsonNode annotations = account.at("/metadata/annotations");
    String single = annotations.path(Enrolment.SINGLE_NAMESPACE).asText();
    Map<String, TunnelReport> reports = new TreeMap<>();
    annotations
        .properties()
        .forEach(annotation ->
            TunnelReport.replica(annotation.getKey())
                .ifPresent(replica ->
                    TunnelReport.parse(annotation.getValue().asText())
                        .ifPresent(report -> reports.put(replica, report))));
    return new EnrolledCluster(
        account.at("/metadata/labels").path(Enrolment.CLUSTER_LABEL).asText(),
        single.isEmpty() ? "PerNamespace" : "Single (" + single + ")",
        annotations.path(CLUSTER_ID).asText("-"),
        annotations.path(TunnelReport.LAST_SEEN).asText(),
        reports);
  }

  /**
   * For programs. Reports of replicas that are gone are told, and not counted.
   *
   * @param now by which their age is told
   */
  public ObjectNode toJson(Instant now) {
    ObjectNode cluster = JsonNodeFactory.instance.objectNode();
    int tunnels =
        reports.values().stream()
            .filter(report -> !report.isStale(now))
            .mapToInt(TunnelReport::tunnels)
            .sum();
    cluster
        .put("name", name)
        .put("mode", mode)
        .put("identity", identity)
        .put("tunnels", tunnels)
        .put("lastSeen", lastSeen);
    var gateways = cluster.putArray("gateways");
    new TreeMap<>(reports)
        .forEach((replica, report) ->
            gateways
                .addObject()
                .put("replica", replica)
                .put("tunnels", report.tunnels())
                .put("seen", report.seen().toString())
                .put("gone", report.isStale(now))
                .put("connectorVersion", report.connector())
                .put("gatewayVersion", report.gateway()));
    return cluster;
  }
}
