package dev.jetway.tunnel.dial;

import java.time.Duration;
import java.util.Optional;

/** A connection to the gateway could not be made. The message is for people and says what to do. */
final class DialFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> retryAfter;

  DialFailure(String reason, Throwable cause) {
    super(reason, cause);
    this.retryAfter = Optional.empty();
  }

  DialFailure(String reason) {
    this(reason, Optional.empty());
  }

  DialFailure(String reason, Optional<Duration> retryAfter) {
    super(reason);
    this.retryAfter = retryAfter;
  }

  /** How long the gateway wants to be left alone. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
