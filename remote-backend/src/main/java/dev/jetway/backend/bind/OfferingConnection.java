package dev.jetway.backend.bind;

import dev.jetway.backend.ApiCatalog;
import java.time.Instant;

/**
 * A connection as a plan sees it.
 *
 * @param name its name
 * @param created when it was made: the oldest wins
 * @param pull whether all that it offers is bound
 * @param catalog what it offers, as last known
 * @param everUp whether it was ever connected: if not, nothing that is registered is its own
 */
public record OfferingConnection(
    String name, Instant created, boolean pull, ApiCatalog catalog, boolean everUp) {
  /** Whether APIs may be registered for it of which nothing is known here and now. */
  boolean mayHaveMore() {
    return everUp && !catalog.isKnown();
  }
}
