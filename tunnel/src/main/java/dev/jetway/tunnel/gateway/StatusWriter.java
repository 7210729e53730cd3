package dev.jetway.tunnel.gateway;

import dev.jetway.kube.Status;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Writes failures as Kubernetes does; also those that Jetty finds before a handler is asked. */
final class StatusWriter extends ErrorHandler {
  /** Tells the peer to come back; client-go repeats whatever carries it, so it is rare. */
  static final String RETRY_AFTER_SECONDS = "1";

  static void write(Response response, Status status, Callback callback) {
    response.setStatus(status.code());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    if (status.code() == 429) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    response.write(true, ByteBuffer.wrap(status.toJson()), callback);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int code = response.getStatus() >= 400 ? response.getStatus() : 500;
    write(response, Status.of(code, message(code)), callback);
    return true;
  }

  private static String message(int code) {
    return switch (code) {
      case 400 -> "the request is malformed";
      case 431 -> "the headers of the request are too large";
      case 404 -> "the gateway does not know this path";
      default -> "the gateway could not take the request";
    };
  }
}
