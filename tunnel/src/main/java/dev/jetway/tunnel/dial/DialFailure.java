package dev.jetway.tunnel.dial;

import dev.jetway.tunnel.LinkTrouble;
import java.time.Duration;
import java.util.Optional;

/** A connection to the gateway could not be made. The message is for people and says what to do. */
final class DialFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final LinkTrouble trouble;
  private final transient Optional<Duration> retryAfter;

  /** The gateway cannot be reached. */
  DialFailure(String reason, Throwable cause) {
    this(LinkTrouble.UNREACHABLE, reason, cause);
  }

  /** The gateway cannot be reached. */
  DialFailure(String reason) {
    this(LinkTrouble.UNREACHABLE, reason, Optional.empty());
  }

  DialFailure(LinkTrouble trouble, String reason, Throwable cause) {
    super(reason, cause);
    this.trouble = trouble;
    this.retryAfter = Optional.empty();
  }

  DialFailure(LinkTrouble trouble, String reason, Optional<Duration> retryAfter) {
    super(reason);
    this.trouble = trouble;
    this.retryAfter = retryAfter;
  }

  LinkTrouble trouble() {
    return trouble;
  }

  /** How long the gateway wants to be left alone. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
