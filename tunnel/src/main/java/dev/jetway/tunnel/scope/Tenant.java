package dev.jetway.tunnel.scope;

import dev.jetway.tunnel.NamespaceMode;

/**
 * A consumer cluster that is known.
 *
 * @param cluster its verified name
 * @param mode where its objects are
 */
public record Tenant(String cluster, NamespaceMode mode) {}
