package dev.jetway.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jetway.apiserver.admission.NamespaceLifecycle;
import dev.jetway.apiserver.admission.Namespaces;
import dev.jetway.apiserver.authentication.Authentication;
import dev.jetway.apiserver.authentication.LiveAuthenticationSettings;
import dev.jetway.apiserver.authorization.AccessReview;
import dev.jetway.apiserver.authorization.Reviewer;
import dev.jetway.certs.ClientTls;
import dev.jetway.certs.KeyMaterial;
import dev.jetway.certs.MinimumTls;
import dev.jetway.certs.ReloadableKeyManager;
import dev.jetway.certs.ReloadableTrustManager;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/** The real server with real TLS before a fake backend, and a cluster that a test decides for. */
final class RunningServer implements AutoCloseable {
  static final String DATABASES = "/apis/example.org/v1/namespaces/team/databases";
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final TestPki pki = new TestPki();
  final FakeBackend backend;
  final ReviewedAccess reviews = new ReviewedAccess();
  final LiveAuthenticationSettings settings = new LiveAuthenticationSettings(Clock.systemUTC());
  final ApiServer server;

  RunningServer() throws Exception {
    this(new FakeBackend(SampleApis.catalog()));
  }

  RunningServer(FakeBackend backend) throws Exception {
    this.backend = backend;
    settings.update(pki.authenticationConfigMap());
    Reviewer reviewer = reviews::review;
    Gates gates =
        new Gates(
            new Authentication(settings, reviewer),
            new AccessReview(reviewer),
            new NamespaceLifecycle(new TestNamespaces()),
            List.of());
    server =
        new ApiServer(
            new ApiServerConfig(
                "127.0.0.1", 0, Duration.ZERO, Duration.ofSeconds(10), false, "v0.1.0"),
            new ReloadableKeyManager(pki.server()),
            gates,
            backend,
            new PrometheusRegistry(),
            Clock.systemUTC());
    server.start();
  }

  /** A client with kube-apiserver's certificate. */
  HttpClient frontProxy() {
    return client(Optional.of(pki.frontProxy("front-proxy")), HttpClient.Version.HTTP_2);
  }

  HttpClient client(Optional<KeyMaterial> certificate, HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).sslContext(tls(certificate)).build();
  }

  SSLContext tls(Optional<KeyMaterial> certificate) {
    ReloadableTrustManager trust = new ReloadableTrustManager(List.of(pki.serving().certificate()));
    return certificate
        .map(material ->
            ClientTls.context(trust, new ReloadableKeyManager(material), MinimumTls.TLS_1_2))
        .orElseGet(() -> ClientTls.context(trust, MinimumTls.TLS_1_2));
  }

  URI uri(String path) {
    return URI.create("https://127.0.0.1:" + server.port() + path);
  }

  /** A request of a user, as the front proxy forwards it. */
  HttpRequest.Builder asUser(String path) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(PATIENCE)
        .header("X-Remote-User", "ada")
        .header("X-Remote-Group", "devs")
        .header("X-Remote-Group", "system:authenticated");
  }

  /**
   * The metrics, once they are as is waited for or patience is over: a request is counted after its
   * answer's last byte is sent.
   */
  String metrics(HttpClient client, Predicate<String> awaited) throws Exception {
    long start = System.nanoTime();
    String metrics;
    do {
      metrics = client.send(asUser("/metrics").build(), BodyHandlers.ofString()).body();
    } while (!awaited.test(metrics) && System.nanoTime() - start < PATIENCE.toNanos());
    return metrics;
  }

  /** A GET that must be refused with a Status. */
  static ObjectNode status(HttpResponse<String> response, int code, String reason) {
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    ObjectNode status = SampleApis.json(response.body());
    assertThat(status.path("kind").asText()).isEqualTo("Status");
    assertThat(status.path("code").asInt()).isEqualTo(code).isEqualTo(response.statusCode());
    assertThat(status.path("reason").asText()).isEqualTo(reason);
    return status;
  }

  @Override
  public void close() {
    server.close();
  }

  private static final class TestNamespaces implements Namespaces {
    @Override
    public Optional<ObjectNode> cached(String name) {
      return switch (name) {
        case "team" -> phase("Active");
        case "dying" -> phase("Terminating");
        default -> Optional.empty();
      };
    }

    @Override
    public Optional<ObjectNode> live(String name) {
      return name.equals("fresh") ? phase("Active") : Optional.empty();
    }

    private static Optional<ObjectNode> phase(String phase) {
      return Optional.of(SampleApis.json("{\"status\":{\"phase\":\"" + phase + "\"}}"));
    }
  }
}
