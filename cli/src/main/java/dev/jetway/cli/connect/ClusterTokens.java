package dev.jetway.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.ApiServerClient;
import java.time.Duration;

/** Tokens of the ServiceAccounts that stand for consumer clusters. */
final class ClusterTokens {
  private ClusterTokens() {}

  /**
   * A token of an enrolled cluster.
   *
   * @param lifetime at least 10 minutes; the API server may give less than is asked for
   */
  static String create(
      ApiServerClient provider,
      String namespace,
      String cluster,
      String audience,
      Duration lifetime) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    ObjectNode spec = request.putObject("spec");
    spec.putArray("audiences").add(audience);
    spec.put("expirationSeconds", lifetime.toSeconds());
    JsonNode answer =
        provider.create(
            "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + cluster + "/token", request);
    return answer.at("/status/token").asText();
  }
}
