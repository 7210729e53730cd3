package dev.jetway.backend.offer;

import dev.jetway.tunnel.LinkIdentity;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection begins with: what was known before the last stop, so that discovery is whole
 * also while the link is down, and which control plane it must lead to.
 *
 * @param known as if the control plane that is accepted had told it
 * @param identity the one that was accepted, or else was known; the first seen if neither
 */
public record Remembered(Optional<LastKnown> known, LinkIdentity identity) {
  private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);

  /**
   * Reads it. A store that cannot be read is as one that is empty.
   *
   * @param connection its name, for the log
   * @param accepted the identity of the only control plane that is accepted
   */
  public static Remembered load(
      String connection, LastKnownStore store, Optional<String> accepted) {
    Optional<LastKnown> known = stored(connection, store).map(last -> as(last, accepted));
    LinkIdentity identity =
        known
            .map(LastKnown::controlPlaneId)
            .or(() -> accepted)
            .map(LinkIdentity::pinned)
            .orElseGet(LinkIdentity::firstSeen);
    return new Remembered(known, identity);
  }

  private static LastKnown as(LastKnown last, Optional<String> accepted) {
    return new LastKnown(
        last.cluster(), accepted.orElse(last.controlPlaneId()), last.mode(), last.catalog());
  }

  private static Optional<LastKnown> stored(String connection, LastKnownStore store) {
    try {
      return store.load();
    } catch (RuntimeException e) { // an unreadable memory must not stop the connector
      LOG.warn("last known state not read connection={} reason=\"{}\"", connection, e.getMessage());
      return Optional.empty();
    }
  }
}
