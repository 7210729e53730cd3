package dev.jetway.e2e.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.e2e.rig.Eventually;
import dev.jetway.kube.ResponseBody;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.kube.UserInfo;
import dev.jetway.tunnel.ControlPlaneLink;
import dev.jetway.tunnel.LinkException;
import dev.jetway.tunnel.LinkRequest;
import dev.jetway.tunnel.TunnelHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/** Requests through a link, as a connector makes them. */
final class Requests {
  static final String BUCKETS = "/apis/storage.example.org/v1";
  static final UserInfo JANE = UserInfo.of("jane", List.of("devs"));

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final ObjectMapper JSON = new ObjectMapper();

  private Requests() {}

  /** A whole answer. */
  record Answer(int status, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static StreamedResponse open(
      ControlPlaneLink link,
      String method,
      String pathAndQuery,
      String consumerNamespace,
      Optional<String> body,
      Optional<UserInfo> user)
      throws LinkException {
    String[] parts = pathAndQuery.split("\\?", 2);
    HttpFields.Mutable headers = HttpFields.build().put("Accept", "application/json");
    if (!consumerNamespace.isEmpty()) {
      headers.put(TunnelHeaders.NAMESPACE, consumerNamespace);
    }
    if (body.isPresent()) {
      headers.put("Content-Type", "application/json");
    }
    return link.send(
        new LinkRequest(
            method,
            parts[0],
            parts.length > 1 ? parts[1] : "",
            headers,
            body.map(text -> ByteBuffer.wrap(text.getBytes(UTF_8))),
            user,
            "audit-" + method,
            TIMEOUT));
  }

  static Answer get(ControlPlaneLink link, String pathAndQuery, String consumerNamespace)
      throws LinkException, IOException {
    return read(
        open(link, "GET", pathAndQuery, consumerNamespace, Optional.empty(), Optional.of(JANE)));
  }

  /**
   * An open watch. kube-apiserver answers 429 while it makes the storage of a new API; a client
   * comes again.
   */
  static StreamedResponse watch(
      ControlPlaneLink link, String pathAndQuery, String consumerNamespace) {
    return Eventually.within(TIMEOUT)
        .value("watch of " + pathAndQuery, () -> tryWatch(link, pathAndQuery, consumerNamespace));
  }

  private static Optional<StreamedResponse> tryWatch(
      ControlPlaneLink link, String pathAndQuery, String consumerNamespace) {
    try {
      StreamedResponse watch =
          open(link, "GET", pathAndQuery, consumerNamespace, Optional.empty(), Optional.of(JANE));
      if (watch.status() == 200) {
        return Optional.of(watch);
      }
      read(watch);
      return Optional.empty();
    } catch (LinkException | IOException e) {
      throw new AssertionError(e);
    }
  }

  static Answer send(
      ControlPlaneLink link, String method, String path, String consumerNamespace, String body)
      throws LinkException, IOException {
    return read(
        open(
            link,
            method,
            path,
            consumerNamespace,
            body.isEmpty() ? Optional.empty() : Optional.of(body),
            Optional.of(JANE)));
  }

  static Answer read(StreamedResponse response) throws IOException {
    byte[] body = ResponseBody.readAll(response, 64 << 20, TIMEOUT);
    return new Answer(response.status(), new String(body, UTF_8));
  }

  /** The path of a cluster's buckets in one of its namespaces. */
  static String buckets(String cluster, String consumerNamespace) {
    return BUCKETS + "/namespaces/" + cluster + "-" + consumerNamespace + "/buckets";
  }

  /** A bucket with the origin labels that the backend sets. */
  static String bucket(String cluster, String consumerNamespace, String name) {
    return """
    {"apiVersion": "storage.example.org/v1", "kind": "Bucket",
     "metadata": {"name": "%3$s", "labels": {"connect.jetway.dev/cluster": "%1$s",
       "connect.jetway.dev/namespace": "%2$s", "connect.jetway.dev/name": "%3$s",
       "connect.jetway.dev/managed": "true"}},
     "spec": {"region": "eu-1"}}
    """
        .formatted(cluster, consumerNamespace, name);
  }
}
