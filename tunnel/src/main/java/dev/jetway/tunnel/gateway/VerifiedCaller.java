package dev.jetway.tunnel.gateway;

import java.time.Instant;

/**
 * A ServiceAccount whose token the control plane has verified.
 *
 * @param credential the token
 * @param namespace the ServiceAccount's namespace
 * @param name its name
 * @param uid its UID
 * @param expires when the token does
 */
record VerifiedCaller(
    Credential credential, String namespace, String name, String uid, Instant expires) {}
