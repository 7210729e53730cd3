package dev.jetway.backend.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.ApiCatalog.ApiVersion;
import dev.jetway.backend.LinkCalls;
import dev.jetway.kube.StreamedResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes a provider namespace after its consumer namespace has gone, once nothing that is offered
 * is left in it.
 *
 * <p>The consumer's namespace controller deletes the claims before it lets the namespace go; the
 * check that the provider namespace is empty is there so that a claim which was made meanwhile, or
 * which the controller never saw, is not lost. One virtual thread does the work; what fails is
 * tried again. Every replica does it: deleting twice is harmless.
 */
public final class NamespaceCleanup implements AutoCloseable {
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(20);
  private static final int MAX_ANSWER = 4 << 20;
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceCleanup.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LinkCalls calls;
  private final MappedNamespaces mapped;
  private final Supplier<ApiCatalog> catalog;
  private final Function<String, Optional<String>> toProvider;
  private final Predicate<String> goneInConsumer;
  private final BlockingQueue<String> gone = new LinkedBlockingQueue<>();
  private final Thread worker;

  /**
   * A cleanup that has not begun.
   *
   * @param toProvider the provider namespace that stands for a consumer namespace alone; empty if
   *     none does, as then none may be deleted
   * @param goneInConsumer whether it is known that a consumer namespace is not there
   */
  public NamespaceCleanup(
      LinkCalls calls,
      MappedNamespaces mapped,
      Supplier<ApiCatalog> catalog,
      Function<String, Optional<String>> toProvider,
      Predicate<String> goneInConsumer) {
    this.calls = calls;
    this.mapped = mapped;
    this.catalog = catalog;
    this.toProvider = toProvider;
    this.goneInConsumer = goneInConsumer;
    this.worker =
        Thread.ofVirtual().name("jetway-namespace-cleanup-" + calls.name()).unstarted(this::run);
  }

  /** Begins to work. */
  public void start() {
    worker.start();
  }

  /** A consumer namespace has gone. */
  public void deleted(String consumerNamespace) {
    gone.add(consumerNamespace);
  }

  /** Looks for provider namespaces whose consumer namespace went while nobody watched. */
  public void lookForOrphans() {
    mapped.consumerNamespaces().stream().filter(goneInConsumer).forEach(gone::add);
  }

  @Override
  public void close() {
    worker.interrupt();
  }

  private void run() {
    try {
      while (true) {
        String consumerNamespace = gone.take();
        calls.awaitUp();
        if (!tryDelete(consumerNamespace)) {
          gone.add(consumerNamespace);
          if (!calls.pause(RETRY)) {
            return;
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether nothing is left to be done. */
  private boolean tryDelete(String consumerNamespace) {
    Optional<String> found = toProvider.apply(consumerNamespace);
    if (found.isEmpty()) {
      return true;
    }
    String provider = found.get();
    if (mapped.absentAt(provider).isPresent() || !goneInConsumer.test(consumerNamespace)) {
      return true;
    }
    try {
      if (!isEmpty(provider, consumerNamespace)) {
        LOG.warn("namespace kept namespace={} reason=\"objects are left in it\"", provider);
        return false;
      }
      int code = read("DELETE", "/api/v1/namespaces/" + provider, "", HttpFields.EMPTY).code();
      if (code < 300) {
        LOG.info(
            "namespace deleted namespace={} consumerNamespace={}", provider, consumerNamespace);
      }
      return code < 300 || code == 404 || code == 409; // 409: it is terminating already
    } catch (IOException e) {
      LOG.warn("namespace not deleted yet namespace={} reason=\"{}\"", provider, e.getMessage());
      return false;
    }
  }

  private boolean isEmpty(String provider, String consumerNamespace) throws IOException {
    for (ApiVersion version : catalog.get().versions()) {
      for (JsonNode resource : version.resources().path("resources")) {
        String name = resource.path("name").asText();
        if (name.indexOf('/') < 0 && hasObjects(version, provider, consumerNamespace, name)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean hasObjects(
      ApiVersion version, String provider, String consumerNamespace, String resource)
      throws IOException {
    String path =
        "/apis/"
            + version.group()
            + "/"
            + version.version()
            + "/namespaces/"
            + provider
            + "/"
            + resource;
    Answer answer =
        read("GET", path, "limit=1", HttpFields.build().put("Jetway-Namespace", consumerNamespace));
    if (answer.code() == 404) {
      return false;
    }
    if (answer.code() != 200) {
      throw new IOException("listing " + resource + " was answered " + answer.code());
    }
    return !answer.body().path("items").isEmpty();
  }

  private Answer read(String method, String path, String query, HttpFields headers)
      throws IOException {
    StreamedResponse response =
        calls.send(method, path, query, headers, Optional.empty(), HEAD_TIMEOUT);
    try (InputStream body = Content.Source.asInputStream(response.body())) {
      return new Answer(response.status(), JSON.readTree(body.readNBytes(MAX_ANSWER)));
    } finally {
      response.cancel(new IOException("the answer was read"));
    }
  }

  private record Answer(int code, JsonNode body) {}
}
