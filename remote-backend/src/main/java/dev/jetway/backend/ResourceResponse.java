package dev.jetway.backend;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;

/**
 * The answer to a {@link ResourceRequest}, in the consumer's terms: its head, and a body that
 * streams.
 *
 * <p>The body must be read to its end, or {@link #cancel} called; cancelling after the end does
 * nothing.
 */
public interface ResourceResponse {
  /** The HTTP status code. */
  int status();

  /**
   * The headers that the caller may see: no hop-by-hop header, no Audit-Id, no Cache-Control, no
   * Content-Length of a body that was edited.
   */
  HttpFields headers();

  /** The body; a stream that broke ends in a failure chunk, never as if it were complete. */
  Content.Source body();

  /**
   * Ends the request at the control plane; the body then fails. Idempotent, callable from any
   * thread.
   */
  void cancel(Throwable cause);
}
