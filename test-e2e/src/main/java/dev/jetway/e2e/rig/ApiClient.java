package dev.jetway.e2e.rig;

import dev.jetway.certs.KeyMaterial;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A plain HTTP client of an API server or of an aggregated API, for what kubectl cannot send.
 *
 * <p>The server's certificate is verified to come from the given authority; its name is not looked
 * at, so that a server whose certificate says {@code <service>.<namespace>.svc} can be called on
 * loopback. Safe for use by several threads.
 */
public final class ApiClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final URI server;
  private final HttpClient client;

  private ApiClient(URI server, HttpClient client) {
    this.server = server;
    this.client = client;
  }

  /** A client with a client certificate. */
  public static ApiClient connect(URI server, List<X509Certificate> trusted, KeyMaterial identity) {
    return of(server, SignedServerTls.context(trusted, List.of(identity)));
  }

  /** A client without a client certificate: anonymous, or with a token of its own. */
  public static ApiClient connect(URI server, List<X509Certificate> trusted) {
    return of(server, SignedServerTls.context(trusted, List.of()));
  }

  private static ApiClient of(URI server, SSLContext tls) {
    return new ApiClient(
        server, HttpClient.newBuilder().sslContext(tls).connectTimeout(LIMIT).build());
  }

  /** The client itself, for streams and unusual bodies. */
  public HttpClient http() {
    return client;
  }

  /**
   * Begins a request.
   *
   * @param pathAndQuery starts with a slash, and goes out as it is
   */
  public HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(server.toString() + pathAndQuery)).timeout(LIMIT);
  }

  /** GETs a path. */
  public HttpResponse<String> get(String pathAndQuery) {
    return send(request(pathAndQuery).GET());
  }

  /** DELETEs a path. */
  public HttpResponse<String> delete(String pathAndQuery) {
    return send(request(pathAndQuery).DELETE());
  }

  /** Sends a body, for example {@code PATCH} of {@code application/merge-patch+json}. */
  public HttpResponse<String> send(
      String method, String pathAndQuery, String contentType, String body) {
    return send(
        request(pathAndQuery)
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", contentType));
  }

  /**
   * Sends a request and reads the answer whole.
   *
   * @throws RigException if there is no answer
   */
  public HttpResponse<String> send(HttpRequest.Builder request) {
    HttpRequest built = request.build();
    try {
      return client.send(built, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new RigException("no answer to " + built + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RigException("interrupted while waiting for " + built, e);
    }
  }

  /** Drops all connections, also those with requests on them. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
