package dev.jetway.kube;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A handler as a lambda. */
public final class RawHandler extends Handler.Abstract {
  private final Body body;

  /** What to do with a request; {@code callback} is completed by it. */
  @FunctionalInterface
  public interface Body {
    /** Answers. */
    void handle(Request request, Response response, Callback callback) throws Exception;
  }

  /** A handler that does this. */
  public RawHandler(Body body) {
    this.body = body;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    body.handle(request, response, callback);
    return true;
  }
}
