package dev.jetway.tunnel.dial;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/** Writes many zero bytes to a response. */
final class ByteFountain extends IteratingCallback {
  private static final int STEP = 256 * 1024;

  private final ByteBuffer zeros = ByteBuffer.allocateDirect(STEP);
  private final Response response;
  private final Callback callback;
  private long left;

  ByteFountain(Response response, long bytes, Callback callback) {
    this.response = response;
    this.left = bytes;
    this.callback = callback;
  }

  @Override
  protected Action process() {
    if (left == 0) {
      return Action.SUCCEEDED;
    }
    int step = (int) Math.min(left, STEP);
    left -= step;
    response.write(left == 0, zeros.slice(0, step), this);
    return Action.SCHEDULED;
  }

  @Override
  protected void onCompleteSuccess() {
    callback.succeeded();
  }

  @Override
  protected void onCompleteFailure(Throwable cause) {
    callback.failed(cause);
  }
}
