package dev.jetway.tunnel.gateway;

import java.time.Instant;
import java.util.Optional;

/**
 * A ServiceAccount whose token the control plane has verified.
 *
 * @param credential the token
 * @param namespace the ServiceAccount's namespace
 * @param name its name
 * @param uid its UID
 * @param expires when the token does
 * @param bootstrapSecret the UID of the Secret that makes it a bootstrap token, which is good for
 *     an exchange alone; empty for every other token
 */
record VerifiedCaller(
    Credential credential,
    String namespace,
    String name,
    String uid,
    Instant expires,
    Optional<String> bootstrapSecret) {}
