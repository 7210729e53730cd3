package dev.jetway.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.cli.connect.EnrolledCluster;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.QueryString;
import dev.jetway.tunnel.offer.OfferRule;
import java.time.Instant;

/** What there is of Jetway at a control plane, as JSON. */
final class ProviderStatus {
  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private ProviderStatus() {}

  /** Reads it. */
  static ObjectNode read(ApiServerClient client, String namespace, Instant now) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("server", client.endpoint().server().toString());
    ObjectNode gateway = status.putObject("gateway");
    ConsumerStatus.deployment(client, namespace, "jetway-gateway", gateway);
    ArrayNode clusters = status.putArray("clusters");
    EnrolledCluster.all(client, namespace).forEach(cluster -> clusters.add(cluster.toJson(now)));
    ArrayNode offered = status.putArray("labelled");
    String query = QueryString.EMPTY.with("labelSelector", OfferRule.DEFAULT_SELECTOR).encode();
    for (JsonNode crd : client.get(CRDS, query).path("items")) {
      offered.add(crd.at("/metadata/name").asText());
    }
    return status;
  }
}
