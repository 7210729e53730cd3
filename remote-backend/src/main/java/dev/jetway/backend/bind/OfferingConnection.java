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
 */
public record OfferingConnection(String name, Instant created, boolean pull, ApiCatalog catalog) {}
