package dev.jetway.backend.offer;

import dev.jetway.backend.ApiCatalog;
import dev.jetway.tunnel.NamespaceMode;

/**
 * What was last known of a control plane: enough to answer discovery and to name namespaces before
 * the link is up.
 *
 * @param cluster the name under which this consumer cluster is known there
 * @param controlPlaneId the identity of the control plane
 * @param mode where this cluster's objects are there
 * @param catalog what it offered
 */
public record LastKnown(
    String cluster, String controlPlaneId, NamespaceMode mode, ApiCatalog catalog) {}
