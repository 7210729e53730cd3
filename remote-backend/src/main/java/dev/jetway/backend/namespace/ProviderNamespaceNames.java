package dev.jetway.backend.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.backend.LinkCalls;
import dev.jetway.kube.QueryString;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.StreamedResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;

/** Lists the provider namespaces of this cluster, not from a copy. */
interface ProviderNamespaceNames {
  /**
   * What the control plane has at one moment after the call began.
   *
   * @throws IOException if it does not say
   */
  Listed list() throws IOException;

  /**
   * Names at a version.
   *
   * @param names the names at the control plane
   * @param resourceVersion its version
   */
  record Listed(Set<String> names, String resourceVersion) {
    public Listed {
      names = Set.copyOf(names);
    }
  }

  /** Asks through the link, in pages of 500. */
  static ProviderNamespaceNames through(LinkCalls calls) {
    return () -> {
      Set<String> names = new HashSet<>();
      QueryString page = QueryString.EMPTY.with("limit", "500");
      String next = "";
      JsonNode list;
      do {
        list = page(calls, next.isEmpty() ? page : page.with("continue", next));
        list.path("items").forEach(each -> names.add(each.at("/metadata/name").asText()));
        next = list.at("/metadata/continue").asText("");
      } while (!next.isEmpty());
      return new Listed(names, list.at("/metadata/resourceVersion").asText(""));
    };
  }

  private static JsonNode page(LinkCalls calls, QueryString query) throws IOException {
    Duration patience = Duration.ofSeconds(20);
    StreamedResponse response =
        calls.send(
            "GET",
            "/api/v1/namespaces",
            query.encode(),
            HttpFields.EMPTY,
            Optional.empty(),
            patience);
    byte[] body = ResponseBody.readAll(response, 32 << 20, patience);
    if (response.status() != 200) {
      throw new IOException("listing namespaces was answered " + response.status());
    }
    return new ObjectMapper().readTree(body);
  }
}
