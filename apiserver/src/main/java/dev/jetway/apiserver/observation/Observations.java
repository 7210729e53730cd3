package dev.jetway.apiserver.observation;

import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Follows each request from its arrival to the end of its answer. Thread-safe. */
public final class Observations {
  private final RequestMetrics metrics;
  private final AccessLog log;

  private enum Phase {
    ARRIVED,
    WORKING,
    ENDED
  }

  /** Counts here and logs there. */
  public Observations(RequestMetrics metrics, AccessLog log) {
    this.metrics = metrics;
    this.log = log;
  }

  /** One request being followed. */
  public final class Followed {
    private final RequestRecord request;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.ARRIVED);
    private volatile boolean outlivesAnswer;

    private Followed(RequestRecord request) {
      this.request = request;
    }

    /** What is known of it. */
    public RequestRecord record() {
      return request;
    }

    /** It passed all gates: from now on it counts as in flight, or as a watch that is open. */
    public void working() {
      if (phase.compareAndSet(Phase.ARRIVED, Phase.WORKING)) {
        metrics.began(request);
      }
    }

    /**
     * It becomes a WebSocket if its answer succeeds, and then ends only when {@link #ended} says
     * so.
     */
    public void upgrading() {
      outlivesAnswer = true;
    }

    /** It has ended; only the first call counts. */
    public void ended(int code, boolean aborted) {
      double seconds = request.seconds(System.nanoTime());
      Phase before = phase.getAndSet(Phase.ENDED);
      if (before == Phase.ENDED) {
        return;
      }
      if (before == Phase.WORKING) {
        metrics.ended(request, code, aborted, seconds);
      } else {
        metrics.refused(request, code, aborted);
      }
      log.write(request, code, aborted, seconds);
    }

    private void answered(int code, boolean aborted) {
      if (aborted || !outlivesAnswer) {
        ended(code, aborted);
      }
    }
  }

  /** Begins to follow a request; its end is noticed whatever becomes of it. */
  public Followed follow(Request request, Response response, RequestRecord record) {
    Followed followed = new Followed(record);
    Request.addCompletionListener(
        request, failure -> followed.answered(response.getStatus(), failure != null));
    return followed;
  }
}
