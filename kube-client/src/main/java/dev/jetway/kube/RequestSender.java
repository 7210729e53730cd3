package dev.jetway.kube;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/** A way to send a request to an API server and stream its answer. Thread-safe. */
public interface RequestSender {
  /**
   * Sends a request and waits for the head of its answer, on a virtual thread best. A request is
   * never sent twice.
   *
   * @param method the HTTP method
   * @param path the raw path, beginning with one slash
   * @param query the raw query without question mark, empty if there is none
   * @param headers what goes along; hop-by-hop headers, Host, Content-Length and Authorization are
   *     left out
   * @param body empty if there is none; read from position to limit, not modified
   * @param headTimeout how long the head of the answer may take; the body may take as long as it
   *     likes
   * @return the answer, whatever its status; its body must be read to the end or cancelled
   * @throws RequestNotSentException if not a byte of the request left
   * @throws HeadTimeoutException if the time is up; the request is cancelled
   * @throws IOException if the connection broke after the request may have left
   */
  StreamedResponse send(
      String method,
      String path,
      String query,
      HttpFields headers,
      Optional<ByteBuffer> body,
      Duration headTimeout)
      throws IOException;
}
