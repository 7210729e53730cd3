package dev.jetway.apiserver.request;

import dev.jetway.kube.StreamedResponse;
import java.io.EOFException;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;

/**
 * Whoever waits for an answer: when it goes away, whatever is done for it ends. While a thread
 * waits for the answer's head, it is interrupted; once the answer streams, the stream is cancelled.
 *
 * <p>The lock guards who is to be told; nothing blocks while it is held.
 */
final class Caller {
  private final Object lock = new Object();
  private Optional<Thread> waiting = Optional.empty();
  private Optional<StreamedResponse> streaming = Optional.empty();
  private Optional<Throwable> gone = Optional.empty();

  Caller(Request request) {
    request.addFailureListener(this::goneAway);
    // The server's idle timeout says nothing of a watch on which nothing happens. One that fires
    // while a write is stuck fails that write whatever is answered here.
    request.addIdleTimeoutListener(_ -> false);
  }

  /** Makes a call that may block, on this thread, unless or until the caller goes. */
  StreamedResponse await(Supplier<StreamedResponse> call) throws EOFException {
    synchronized (lock) {
      if (gone.isPresent()) {
        throw new EOFException("the caller has gone");
      }
      waiting = Optional.of(Thread.currentThread());
    }
    StreamedResponse response;
    try {
      response = call.get();
    } finally {
      synchronized (lock) {
        waiting = Optional.empty();
        if (gone.isPresent()) {
          boolean _ = Thread.interrupted(); // meant for the call, which is over
        }
      }
    }
    Optional<Throwable> missed;
    synchronized (lock) {
      streaming = Optional.of(response);
      missed = gone;
    }
    missed.ifPresent(response::cancel);
    return response;
  }

  boolean isGone() {
    synchronized (lock) {
      return gone.isPresent();
    }
  }

  private void goneAway(Throwable cause) {
    synchronized (lock) {
      gone = Optional.of(cause);
      waiting.ifPresent(Thread::interrupt);
    }
    // Not under the lock: cancelling may run the stream's failure at once.
    streamed().ifPresent(response -> response.cancel(cause));
  }

  private Optional<StreamedResponse> streamed() {
    synchronized (lock) {
      return streaming;
    }
  }
}
