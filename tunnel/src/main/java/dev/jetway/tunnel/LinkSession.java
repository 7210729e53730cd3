package dev.jetway.tunnel;

/**
 * What the far end of a link said when it let us in.
 *
 * @param cluster the name under which this consumer cluster is known there; from the verified
 *     credential, never from us
 * @param controlPlaneId the identity of the control plane: the UID of its {@code kube-system}
 *     namespace
 * @param version the version of the far end's software
 * @param mode where this cluster's objects are kept there
 */
public record LinkSession(
    String cluster, String controlPlaneId, String version, NamespaceMode mode) {}
