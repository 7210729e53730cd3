package dev.jetway.apiserver;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.backend.RemoteBackend;
import dev.jetway.backend.ResourceRequest;
import dev.jetway.kube.StreamedResponse;
import dev.jetway.tunnel.ControlPlaneLink.Subscription;
import dev.jetway.tunnel.LinkState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/** A backend that answers what a test tells it to, and remembers what it was asked. */
final class FakeBackend implements RemoteBackend {
  private final List<ResourceRequest> requests = new CopyOnWriteArrayList<>();
  private final List<Consumer<ApiCatalog>> listeners = new CopyOnWriteArrayList<>();
  private volatile ApiCatalog catalog;
  private volatile Function<ResourceRequest, StreamedResponse> answers =
      _ -> new WholeAnswer(200, "{\"kind\":\"Database\"}\n");

  FakeBackend(ApiCatalog catalog) {
    this.catalog = catalog;
  }

  void answers(Function<ResourceRequest, StreamedResponse> newAnswers) {
    answers = newAnswers;
  }

  List<ResourceRequest> requests() {
    return requests;
  }

  void offer(ApiCatalog newCatalog) {
    catalog = newCatalog;
    listeners.forEach(listener -> listener.accept(newCatalog));
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public StreamedResponse call(ResourceRequest request) {
    requests.add(request);
    return answers.apply(request);
  }

  @Override
  public ApiCatalog catalog() {
    return catalog;
  }

  @Override
  public Subscription onCatalogChange(Consumer<ApiCatalog> listener) {
    listeners.add(listener);
    listener.accept(catalog);
    return () -> listeners.remove(listener);
  }

  @Override
  public LinkState linkState() {
    return new LinkState.Down(Instant.EPOCH, "a fake has no link");
  }

  @Override
  public void close() {}

  /** An answer whose body is there as a whole. */
  record WholeAnswer(int status, String text) implements StreamedResponse {
    @Override
    public HttpFields headers() {
      return HttpFields.build()
          .put(HttpHeader.CONTENT_TYPE, "application/json")
          .put(HttpHeader.CONTENT_LENGTH, text.length())
          .put("Audit-Id", "of-the-provider")
          .put("Cache-Control", "no-cache, private")
          .put("Warning", "299 - \"careful\"")
          .put("Retry-After", "1")
          .put("X-Kubernetes-Pf-Flowschema-Uid", "x");
    }

    @Override
    public Content.Source body() {
      return Content.Source.from(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void cancel(Throwable cause) {}
  }
}
