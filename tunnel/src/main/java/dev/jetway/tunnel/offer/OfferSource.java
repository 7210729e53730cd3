package dev.jetway.tunnel.offer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.kube.RequestSender;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Where discovery and schemas come from: the control plane's API server. Blocks. */
final class OfferSource {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_DOCUMENT = 256 * 1024 * 1024;

  private final RequestSender api;
  private final ObjectMapper json;

  OfferSource(RequestSender api, ObjectMapper json) {
    this.api = api;
    this.json = json;
  }

  /** A document as it is published now. */
  static final class Published {
    private final byte[] bytes;
    private final String etag;

    private Published(byte[] bytes, String etag) {
      this.bytes = bytes;
      this.etag = etag;
    }

    /** All of it, not to be modified. */
    byte[] bytes() {
      return bytes;
    }

    /** Its ETag, empty if it has none. */
    String etag() {
      return etag;
    }
  }

  /** The APIResourceList of a group/version; empty if the API server does not know it yet. */
  Optional<ObjectNode> discovery(GroupVersion version) throws IOException {
    return fetch("/" + version.path(), "").map(this::object);
  }

  /** The hash of each group/version's OpenAPI v3 document, by {@code apis/<group>/<version>}. */
  Map<String, String> openApiV3Hashes() throws IOException {
    Map<String, String> hashes = new HashMap<>();
    Optional<ObjectNode> root = fetch("/openapi/v3", "").map(this::object);
    root.ifPresent(found ->
        found
            .path("paths")
            .properties()
            .forEach(path ->
                hashes.put(path.getKey(), path.getValue().path("serverRelativeURL").asText())));
    return hashes;
  }

  Optional<Published> openApiV3(GroupVersion version) throws IOException {
    return fetch("/openapi/v3/" + version.path(), "");
  }

  /** The whole of {@code /openapi/v2}; empty if it still has this ETag. */
  Optional<Published> openApiV2(String knownEtag) throws IOException {
    return fetch("/openapi/v2", knownEtag);
  }

  private Optional<Published> fetch(String path, String knownEtag) throws IOException {
    HttpFields.Mutable headers = HttpFields.build().put(HttpHeader.ACCEPT, "application/json");
    if (!knownEtag.isEmpty()) {
      headers.put(HttpHeader.IF_NONE_MATCH, knownEtag);
    }
    StreamedResponse response = api.send("GET", path, "", headers, Optional.empty(), TIMEOUT);
    byte[] body = ResponseBody.readAll(response, MAX_DOCUMENT, TIMEOUT);
    return switch (response.status()) {
      case 200 ->
          Optional.of(
              new Published(
                  body, Optional.ofNullable(response.headers().get(HttpHeader.ETAG)).orElse("")));
      case 304, 404 -> Optional.empty();
      default -> throw new StatusException(Status.ofAnswer(response.status(), body));
    };
  }

  private ObjectNode object(Published document) {
    try {
      return (ObjectNode) json.readTree(document.bytes());
    } catch (IOException | ClassCastException e) {
      throw new StatusException(
          Status.of(500, "the control plane answered with something else than a JSON object"), e);
    }
  }
}
