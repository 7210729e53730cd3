package dev.jetway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.kube.ApiServerClient;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.StatusException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The orderly end: every APIService of connectors is deleted, the last one first. */
final class Unregistration {
  static final String API_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";

  /** Enough for another replica that ends at the same time; what comes back then is not ours. */
  private static final int MAX_ROUNDS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Unregistration.class);

  private final ApiServerClient client;
  private final String query;

  private Unregistration(ApiServerClient client, QueryString query) {
    this.client = client;
    this.query = query.encode();
  }

  /** The end of one connector. */
  static Unregistration of(ApiServerClient client, String connector) {
    return labelled(client, ApiServiceManifest.MANAGED_BY + "=" + connector);
  }

  /** The end of every connector of the cluster. */
  static Unregistration ofAll(ApiServerClient client) {
    return labelled(client, ApiServiceManifest.MANAGED_BY);
  }

  private static Unregistration labelled(ApiServerClient client, String selector) {
    return new Unregistration(client, QueryString.EMPTY.with("labelSelector", selector));
  }

  /** Deletes until none is left; false if some are when the time is up, or keep coming back. */
  boolean run(Instant deadline, InstantSource clock) {
    for (int round = 0; round < MAX_ROUNDS && clock.instant().isBefore(deadline); round++) {
      List<JsonNode> left = new ArrayList<>();
      client.get(API_SERVICES, query).path("items").forEach(left::add);
      if (left.isEmpty()) {
        return true;
      }
      left.reversed().forEach(one -> delete(client, one));
    }
    return false;
  }

  /**
   * Deletes one as it was seen; one that has gone, or came since under its name, is passed over.
   */
  static void delete(ApiServerClient client, JsonNode apiService) {
    String name = apiService.at("/metadata/name").asText();
    try {
      client.delete(
          API_SERVICES + "/" + name,
          ApiServiceWriter.onlyThisOne(apiService.at("/metadata/uid").asText()));
      LOG.info("removed apiservice={}", name);
    } catch (StatusException e) {
      int code = e.status().code();
      if (code != 404 && code != 409) {
        throw e;
      }
    }
  }
}
