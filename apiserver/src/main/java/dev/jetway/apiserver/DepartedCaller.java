package dev.jetway.apiserver;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A response whose writer does not learn that the caller has gone: kube-apiserver resets every
 * probe of {@code /apis/<group>/<version>} as soon as it has its status, and JAX-RS would log each
 * one as a severe failure. The request itself still ends as failed.
 */
final class DepartedCaller extends Response.Wrapper {
  private final AtomicReference<@Nullable Throwable> departure = new AtomicReference<>();

  DepartedCaller(Request request, Response response) {
    super(request, response);
  }

  @Override
  public void write(boolean last, ByteBuffer content, Callback callback) {
    if (departure.get() != null) {
      callback.succeeded();
      return;
    }
    super.write(
        last,
        content,
        Callback.from(
            callback::succeeded,
            failure -> {
              departure.compareAndSet(null, failure);
              callback.succeeded();
            }));
  }

  /** Completes the request as it really ended. */
  Callback completing(Callback callback) {
    return Callback.from(
        () -> {
          Throwable failure = departure.get();
          if (failure == null) {
            callback.succeeded();
          } else {
            callback.failed(failure);
          }
        },
        callback::failed);
  }
}
