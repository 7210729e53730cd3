package dev.jetway.tunnel.gateway;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** {@code /livez}, {@code /readyz} and {@code /metrics}, in the clear, for probes. */
final class HealthListener implements AutoCloseable {
  private static final int THREADS = 8;
  private static final PrometheusTextFormatWriter FORMAT = PrometheusTextFormatWriter.create();

  private final Server server;
  private final ServerConnector connector;

  /**
   * A listener that is not open before {@link #start}.
   *
   * @param unready why the gateway is not ready; empty if it is
   */
  HealthListener(
      InetSocketAddress listen, PrometheusRegistry registry, Supplier<Optional<String>> unready) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("health");
    threads.setDaemon(true);
    this.server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(listen.getHostString());
    connector.setPort(listen.getPort());
    server.addConnector(connector);
    server.setErrorHandler(new StatusWriter());
    server.setHandler(new Probes(registry, unready));
  }

  void start() {
    LifeCycle.start(server);
  }

  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
  }

  private static final class Probes extends Handler.Abstract {
    private final PrometheusRegistry registry;
    private final Supplier<Optional<String>> unready;

    Probes(PrometheusRegistry registry, Supplier<Optional<String>> unready) {
      this.registry = registry;
      this.unready = unready;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      switch (Optional.ofNullable(request.getHttpURI().getPath()).orElse("")) {
        case "/livez", "/healthz" -> text(response, callback, 200, "ok");
        case "/readyz" -> {
          Optional<String> why = unready.get();
          text(response, callback, why.isEmpty() ? 200 : 503, why.orElse("ok"));
        }
        case "/metrics" -> {
          response.getHeaders().put(HttpHeader.CONTENT_TYPE, FORMAT.getContentType());
          try (OutputStream out = Content.Sink.asOutputStream(response)) {
            FORMAT.write(out, registry.scrape());
          }
          callback.succeeded();
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    private static void text(Response response, Callback callback, int code, String text) {
      response.setStatus(code);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
      response.write(true, StandardCharsets.UTF_8.encode(text + "\n"), callback);
    }
  }
}
