package dev.jetway.kube;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

/**
 * One request in flight. Jetty's threads complete the head and never block here; the caller's
 * thread waits for it.
 */
final class PendingResponse implements Response.Listener {
  private final String endpoint;
  private final Request request;
  private final CompletableFuture<StreamedResponse> head = new CompletableFuture<>();
  private volatile boolean begun;

  PendingResponse(String endpoint, Request request) {
    this.endpoint = endpoint;
    this.request = request;
    request.onRequestBegin(_ -> begun = true);
  }

  @Override
  public void onContentSource(Response response, Content.Source source) {
    head.complete(
        new Answer(
            request,
            response.getStatus(),
            HopByHopHeaders.without(response.getHeaders()).asImmutable(),
            source));
  }

  @Override
  public void onComplete(Result result) {
    Throwable failure = result.getFailure();
    if (failure != null) {
      head.completeExceptionally(failure);
    }
  }

  StreamedResponse awaitHead(Duration timeout) throws IOException {
    try {
      return head.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      CompletableFuture<Boolean> _ = request.abort(e);
      throw new HeadTimeoutException(
          endpoint + " did not answer within " + timeout.toMillis() + " ms");
    } catch (InterruptedException e) {
      CompletableFuture<Boolean> _ = request.abort(e);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + endpoint);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (!begun) {
        throw new RequestNotSentException("could not connect to " + endpoint + ": " + cause, cause);
      }
      throw new IOException("the connection to " + endpoint + " broke: " + cause, cause);
    }
  }

  private record Answer(Request request, int status, HttpFields headers, Content.Source body)
      implements StreamedResponse {
    @Override
    public void cancel(Throwable cause) {
      CompletableFuture<Boolean> _ = request.abort(cause);
    }
  }
}
