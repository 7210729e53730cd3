package dev.jetway.tunnel.scope;

import dev.jetway.kube.RequestSender;
import dev.jetway.kube.Status;
import dev.jetway.kube.StreamedResponse;
import java.io.IOException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

/**
 * Sends requests on to the control plane's API server, each once, with nothing of the caller's but
 * what {@code ForwardedHeaders} lets through. Thread-safe.
 */
final class Forwarder {
  private static final int UNAUTHORIZED = 401;

  private final RequestSender api;

  Forwarder(RequestSender api) {
    this.api = api;
  }

  /** Sends in the name of the caller's user, to a path that was built from validated tokens. */
  StreamedResponse asUser(TenantRequest request, String path, String query) throws IOException {
    return send(request, path, query, ForwardedHeaders.request(request));
  }

  /** Sends with our own rights, to a path that was built from validated tokens. */
  StreamedResponse asOurselves(TenantRequest request, String path, String query)
      throws IOException {
    return send(request, path, query, ForwardedHeaders.asOurselves(request));
  }

  private StreamedResponse send(
      TenantRequest request, String path, String query, HttpFields headers) throws IOException {
    StreamedResponse answer =
        api.send(request.method(), path, query, headers, request.body(), request.headTimeout());
    if (answer.status() == UNAUTHORIZED) {
      // Ours are the credentials that it means; the caller would take it for its own.
      answer.cancel(new IOException("not accepted"));
      return LocalAnswer.of(
          Status.of(503, "the control plane does not accept the gateway's own credentials"));
    }
    return new Forwarded(answer, ForwardedHeaders.answer(answer.headers()));
  }

  private record Forwarded(StreamedResponse answer, HttpFields headers)
      implements StreamedResponse {
    @Override
    public int status() {
      return answer.status();
    }

    @Override
    public Content.Source body() {
      return answer.body();
    }

    @Override
    public void cancel(Throwable cause) {
      answer.cancel(cause);
    }
  }
}
