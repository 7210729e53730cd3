package dev.jetway.kube;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

/**
 * The answer to a request: its head, and a body that streams.
 *
 * <p>The body must be read to its end, or {@link #cancel} called; cancelling after the end does
 * nothing.
 */
public interface StreamedResponse {
  /** The HTTP status code. */
  int status();

  /** The headers, without hop-by-hop ones. */
  HttpFields headers();

  /** The body. A stream that broke ends in a failure chunk, never as if it were complete. */
  Content.Source body();

  /**
   * Ends the request at the server within moments; the body then fails. Idempotent, callable from
   * any thread.
   */
  void cancel(Throwable cause);
}
