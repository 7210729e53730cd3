package dev.jetway.backend.cache;

import dev.jetway.tunnel.LinkState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The {@code Warning} of an answer that may be old, by RFC 9111 and {@code
 * k8s.io/apimachinery/pkg/util/net}: {@code 299 agent "text"}. kubectl prints the text.
 */
final class StaleWarning {
  static final String HEADER = "Warning";

  private StaleWarning() {}

  /**
   * The header's value.
   *
   * @param connection the name of the connection
   * @param link its state
   * @param currentUntil when the control plane was last heard of
   */
  static String of(String connection, LinkState link, Instant currentUntil, Instant now) {
    String why =
        switch (link) {
          case LinkState.Down down ->
              "is down since " + down.since().truncatedTo(ChronoUnit.SECONDS);
          case LinkState.Up _ -> "does not answer";
        };
    long age = Math.max(0, Duration.between(currentUntil, now).toSeconds());
    return "299 jetway \"connection \\\""
        + connection
        + "\\\" to the control plane "
        + why
        + ": this answer is "
        + age
        + " s old\"";
  }
}
