package dev.jetway.tunnel.dial;

import java.time.Duration;

/**
 * When a link gives up, asks again and looks after itself.
 *
 * @param connectWithin how long a connection may take from the first packet to the end of the
 *     session handshake
 * @param heartbeatEvery how often a connection is asked for a sign of life; a fifth more or less,
 *     so that many links do not beat together
 * @param heartbeatWithin how long the sign of life may take; with the defaults a connection whose
 *     far end is silently gone is found within 15 s
 * @param suspectWithin after how long without an answer to a request its connection is suspected,
 *     and how long the sign of life of a suspected one may take; with the defaults a request on a
 *     dead connection fails within 4 s
 * @param retryFirst the longest first pause before a connection is dialled again
 * @param retryMost the longest pause; pauses double from the first to this one, each drawn between
 *     nothing and its longest (full jitter)
 * @param healthyAfter how long a connection must live until the pauses start small again
 * @param handOverWithin how long a request waits while the only connection is being replaced
 *     because the gateway asked for it; 0 to never wait
 */
public record LinkTimings(
    Duration connectWithin,
    Duration heartbeatEvery,
    Duration heartbeatWithin,
    Duration suspectWithin,
    Duration retryFirst,
    Duration retryMost,
    Duration healthyAfter,
    Duration handOverWithin) {

  /** What production uses. */
  public static final LinkTimings DEFAULT =
      new LinkTimings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(7),
          Duration.ofSeconds(6),
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(2));

  /** The same with another heartbeat. */
  public LinkTimings withHeartbeat(Duration every, Duration within) {
    return new LinkTimings(
        connectWithin,
        every,
        within,
        suspectWithin,
        retryFirst,
        retryMost,
        healthyAfter,
        handOverWithin);
  }

  /** The same with other pauses between attempts. */
  public LinkTimings withRetry(Duration first, Duration most) {
    return new LinkTimings(
        connectWithin,
        heartbeatEvery,
        heartbeatWithin,
        suspectWithin,
        first,
        most,
        healthyAfter,
        handOverWithin);
  }

  /** The same with another limit on how long connecting may take. */
  public LinkTimings withConnectWithin(Duration limit) {
    return new LinkTimings(
        limit,
        heartbeatEvery,
        heartbeatWithin,
        suspectWithin,
        retryFirst,
        retryMost,
        healthyAfter,
        handOverWithin);
  }
}
