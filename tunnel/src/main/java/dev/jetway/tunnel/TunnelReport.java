package dev.jetway.tunnel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * What one replica of the gateway says of a cluster's tunnels: an annotation of the cluster's
 * ServiceAccount, a key for each replica, so that none writes over another's.
 *
 * @param tunnels how many connections the cluster's connectors keep to that replica
 * @param seen when that was so, to the second
 * @param connector the version of the connector; empty if it does not say
 * @param gateway the version of the gateway
 */
public record TunnelReport(int tunnels, Instant seen, String connector, String gateway) {
  /** Annotation: when any replica saw the cluster last. */
  public static final String LAST_SEEN = "connect.jetway.dev/last-seen";

  /** How often a report is written again that says nothing new. */
  public static final Duration EVERY = Duration.ofMinutes(1);

  /** How old a report may be; after that its replica is not there any more. */
  public static final Duration STALE_AFTER = Duration.ofMinutes(3);

  private static final String PREFIX = "tunnels.connect.jetway.dev/";
  private static final int MOST_LETTERS = 63;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Cuts the time to the second. */
  public TunnelReport {
    seen = seen.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The annotation of a replica. */
  public static String key(String replica) {
    String allowed = replica.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    String end = allowed.substring(Math.max(0, allowed.length() - MOST_LETTERS));
    return PREFIX + end.replaceAll("^-+", "");
  }

  /** The replica of an annotation; empty for an annotation that is no report. */
  public static Optional<String> replica(String key) {
    return key.startsWith(PREFIX) ? Optional.of(key.substring(PREFIX.length())) : Optional.empty();
  }

  /** Reads an annotation's value; empty if it is none of ours. */
  public static Optional<TunnelReport> parse(String text) {
    try {
      JsonNode report = JSON.readTree(text);
      return Optional.of(
          new TunnelReport(
              report.path("tunnels").asInt(),
              Instant.parse(report.path("seen").asText()),
              report.path("connector").asText(),
              report.path("gateway").asText()));
    } catch (JsonProcessingException | DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** The annotation's value. */
  public String toText() {
    return JSON.createObjectNode()
        .put("tunnels", tunnels)
        .put("seen", seen.toString())
        .put("connector", connector)
        .put("gateway", gateway)
        .toString();
  }

  /** Whether the same is said of a cluster, at whatever time. */
  public boolean says(TunnelReport other) {
    return tunnels == other.tunnels
        && connector.equals(other.connector)
        && gateway.equals(other.gateway);
  }

  /** Whether whoever wrote it must be gone. */
  public boolean isStale(Instant now) {
    return seen.plus(STALE_AFTER).isBefore(now);
  }
}
