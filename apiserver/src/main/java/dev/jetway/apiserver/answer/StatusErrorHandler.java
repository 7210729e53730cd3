package dev.jetway.apiserver.answer;

import dev.jetway.kube.Status;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * What the HTTP server itself refuses (a broken request line, headers that are too big) is answered
 * with a Status too: kube-apiserver rewrites HTML, and clients cannot read it.
 */
public final class StatusErrorHandler extends ErrorHandler {
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    StatusAnswer.send(response, callback, Status.of(code, words(code, message)), StatusForm.JSON);
  }

  private static String words(int code, String message) {
    return message == null || message.isBlank() ? HttpStatus.getMessage(code) : message;
  }
}
