package dev.jetway.e2e.install;

import dev.jetway.certs.Pem;
import dev.jetway.e2e.rig.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;

/**
 * Someone who has a connector's token, and talks to the gateway without a connector. Safe for use
 * by several threads.
 */
public final class GatewayCaller implements AutoCloseable {
  private final ApiClient client;
  private final String token;
  private final String clusterId;

  private GatewayCaller(ApiClient client, String token, String clusterId) {
    this.client = client;
    this.token = token;
    this.clusterId = clusterId;
  }

  /** With the token of an installation's connector. */
  public static GatewayCaller of(Installation installation) {
    GatewayInstallation gateway = installation.gateway();
    try {
      return new GatewayCaller(
          ApiClient.connect(
              URI.create("https://localhost:" + gateway.port()),
              Pem.certificates(gateway.caFile())),
          Files.readString(
              installation.singleNamespace().isPresent()
                  ? gateway.enrol(installation.cluster(), installation.singleNamespace().get())
                  : gateway.enrol(installation.cluster())),
          installation.consumer().clusterUid());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same caller, who says that he is another cluster. */
  public HttpResponse<String> getAs(String otherClusterId, String path) {
    return new GatewayCaller(client, token, otherClusterId).get(path, "default");
  }

  /** GETs a path as it stands, naming a consumer namespace unless it is empty. */
  public HttpResponse<String> get(String path, String namespace) {
    return client.send(request(path, namespace).GET());
  }

  /** DELETEs a path as it stands. */
  public HttpResponse<String> delete(String path, String namespace) {
    return client.send(request(path, namespace).DELETE());
  }

  /** POSTs JSON in the consumer namespace {@code default}. */
  public HttpResponse<String> create(String path, String json) {
    return client.send(
        request(path, "default")
            .POST(BodyPublishers.ofString(json))
            .header("Content-Type", "application/json"));
  }

  /** Sends anything, naming an object of the consumer. */
  public HttpResponse<String> send(
      String method, String path, String namespace, String name, String type, String body) {
    return client.send(
        request(path, namespace)
            .header("Jetway-Name", name)
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path, String namespace) {
    HttpRequest.Builder request =
        client
            .request(path)
            .header("Authorization", "Bearer " + token)
            .header("Jetway-Cluster-Id", clusterId)
            .header("Jetway-Protocol", "1")
            .header("Jetway-User", "mallory");
    return namespace.isEmpty() ? request : request.header("Jetway-Namespace", namespace);
  }

  @Override
  public void close() {
    client.close();
  }
}
