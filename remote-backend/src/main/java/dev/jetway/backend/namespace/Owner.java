package dev.jetway.backend.namespace;

/**
 * Whose namespaces are meant: without both, a name says nothing.
 *
 * @param controlPlaneId the identity of the control plane
 * @param cluster the name under which this consumer cluster is known there
 */
public record Owner(String controlPlaneId, String cluster) {}
