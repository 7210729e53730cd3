package dev.jetway.apiserver.compression;

import dev.jetway.kube.Status;
import dev.jetway.kube.StatusException;
import dev.jetway.kube.StreamedResponse;
import java.io.IOException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Compresses large answers for callers that take gzip, whatever the method and the status, as
 * kube-apiserver does. Thread-safe.
 *
 * <p>How large an answer is shows only when it has come: up to {@link #THRESHOLD} bytes of it are
 * held until then, and its head waits for them, at kube-apiserver as here.
 */
public final class LargeAnswers {
  /** What is larger than this is compressed, in bytes. */
  public static final int THRESHOLD = 128 * 1024;

  private LargeAnswers() {}

  /**
   * The answer as gzip if it is large, else as it is; blocks until that is known. Not for watches.
   *
   * @throws StatusException 503 if the answer breaks before that; it is cancelled then
   */
  public static StreamedResponse compressed(StreamedResponse answer) {
    if (answer.headers().contains(HttpHeader.CONTENT_ENCODING)) {
      return answer;
    }
    PeekedSource body = new PeekedSource(answer.body());
    boolean large;
    try {
      large = body.isLargerThan(THRESHOLD);
    } catch (IOException e) {
      body.drop(e);
      answer.cancel(e);
      throw new StatusException(
          Status.of(503, "the connection to the control plane broke before it answered"), e);
    }
    return large
        ? new Changed(answer, gzipHeaders(answer), new GzippedSource(body))
        : new Changed(answer, answer.headers(), body);
  }

  private static HttpFields gzipHeaders(StreamedResponse answer) {
    HttpFields.Mutable headers = HttpFields.build(answer.headers());
    headers.remove(HttpHeader.CONTENT_LENGTH);
    headers.put(HttpHeader.CONTENT_ENCODING, AcceptedGzip.GZIP);
    headers.add(HttpHeader.VARY, HttpHeader.ACCEPT_ENCODING.asString());
    return headers.asImmutable();
  }

  private record Changed(StreamedResponse answer, HttpFields headers, DroppableSource body)
      implements StreamedResponse {
    @Override
    public int status() {
      return answer.status();
    }

    @Override
    public void cancel(Throwable cause) {
      answer.cancel(cause);
      body.drop(cause);
    }
  }
}
