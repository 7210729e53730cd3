package dev.jetway.kube.http2;

import java.time.Duration;

/**
 * How much a peer may send before somebody reads it.
 *
 * <p>{@code initialStreamWindow} and {@code sessionWindow} must be announced by the connection too:
 * {@code setInitialStreamRecvWindow} and {@code setInitialSessionRecvWindow} of Jetty's HTTP/2
 * client or server connection factory.
 *
 * @param initialStreamWindow bytes that a stream may have under way or unread when it begins;
 *     default 256 KiB
 * @param maxStreamWindow up to where that grows for a stream that is fast and read as fast; default
 *     8 MiB
 * @param sessionWindow bytes that all streams together may have under way; default 16 MiB
 * @param maxBuffered bytes that all streams together may have under way or unread; default 64 MiB
 * @param stallLimit how long a stream may go unread while {@code maxBuffered} is nearly used up,
 *     before it is reset; default 10 s
 */
public record FlowLimits(
    int initialStreamWindow,
    int maxStreamWindow,
    int sessionWindow,
    long maxBuffered,
    Duration stallLimit) {
  /** What fits a tunnel and an API server alike. */
  public static final FlowLimits DEFAULT =
      new FlowLimits(256 << 10, 8 << 20, 16 << 20, 64L << 20, Duration.ofSeconds(10));

  /**
   * Checks the order of the limits.
   *
   * @throws IllegalArgumentException if one is not positive, or a smaller one is larger
   */
  public FlowLimits {
    boolean ordered =
        initialStreamWindow > 0
            && initialStreamWindow <= maxStreamWindow
            && maxStreamWindow <= sessionWindow
            && sessionWindow <= maxBuffered;
    if (!ordered || !stallLimit.isPositive()) {
      throw new IllegalArgumentException(
          "limits must be positive, and grow from stream to session to buffered");
    }
  }
}
