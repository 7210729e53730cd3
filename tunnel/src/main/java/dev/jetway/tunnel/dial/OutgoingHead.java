package dev.jetway.tunnel.dial;

import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;

/**
 * The head of a request on its way out over one connection, which knows whether a byte of it may
 * have left. Thread-safe.
 */
final class OutgoingHead extends MetaData.Request {
  private volatile boolean mayHaveLeft;

  OutgoingHead(MetaData.Request request) {
    super(
        request.getMethod(),
        request.getHttpURI(),
        HttpVersion.HTTP_2,
        request.getHttpFields(),
        request.getContentLength());
  }

  /** To be called before the first byte is written. */
  void leaves() {
    mayHaveLeft = true;
  }

  /** Says no only if nothing of it was written; for good, once the connection is closed. */
  boolean mayHaveLeft() {
    return mayHaveLeft;
  }
}
