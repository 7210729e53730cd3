package dev.jetway.tunnel.dial;

import java.time.Instant;

/** What came of asking the gateway for a new token. */
public sealed interface TokenOutcome {
  /**
   * There is one.
   *
   * @param token a bearer token; never shown by {@link #toString}
   * @param expires when it ends
   */
  record Issued(String token, Instant expires) implements TokenOutcome {
    @Override
    public String toString() {
      return "Issued[token=..., expires=" + expires + "]";
    }
  }

  /**
   * The gateway said no.
   *
   * @param code the HTTP status
   * @param reason the reason of the Status, such as {@code BootstrapTokenUsed}; may be empty
   * @param message for people, with the remedy
   */
  record Refused(int code, String reason, String message) implements TokenOutcome {}

  /**
   * There was no answer.
   *
   * @param message for people: DNS, proxy, TLS, whatever was in the way
   */
  record Unreached(String message) implements TokenOutcome {}
}
