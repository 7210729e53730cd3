package dev.jetway.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.backend.table.Age;
import dev.jetway.manifests.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** How far a consumer cluster is behind its control plane. Pure functions. */
final class Lag {
  /** The leader renews every two seconds; the rest is for clocks that differ. */
  private static final Duration RENEWED_WITHIN = Duration.ofMinutes(1);

  private static final String CONNECTED = "Connected";

  private Lag() {}

  /** Whether the leader's Lease was renewed a moment ago: else nobody keeps the conditions true. */
  static boolean isRenewed(String time, Instant now) {
    try {
      return Instant.parse(time).plus(RENEWED_WITHIN).isAfter(now);
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  /**
   * {@code live} while changes come as they are made, how long ago the link went down, or {@code
   * unknown}.
   */
  static String of(JsonNode connection, boolean connectorRuns, Instant now) {
    if (!connectorRuns) {
      return "unknown";
    }
    if (Conditions.isTrue(connection, CONNECTED)) {
      return Conditions.isTrue(connection, "SchemaInSync") ? "live" : "unknown";
    }
    String since = Conditions.since(connection, CONNECTED);
    boolean everUp = !connection.at("/status/controlPlane/id").asText().isEmpty();
    return everUp && !since.isEmpty() ? Age.of(since, now) : "unknown";
  }

  /** Since when the link is in this state; empty if it is in another. */
  static String since(JsonNode connection, String status) {
    return Conditions.status(connection, CONNECTED).equals(status)
        ? Conditions.since(connection, CONNECTED)
        : "";
  }
}
