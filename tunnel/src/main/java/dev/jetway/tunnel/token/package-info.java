/**
 * The token that a connection dials in with, kept valid: {@link
 * dev.jetway.tunnel.token.TokenRenewal} exchanges it at the gateway, at first for a bootstrap token
 * and then before it ends, and keeps the new one in the Secret that all replicas share.
 *
 * <pre>
 * Secret ── SecretTokenStore ── TokenRenewal ── dial.TokenExchange ──► gateway
 *                                    └── get() ──► dial.TunnelLink, for each request
 * </pre>
 *
 * <p>Both tokens are valid for a while, so that nobody waits: neither a replica that has not heard
 * of the new one yet, nor a request that is under way.
 */
@NullMarked
package dev.jetway.tunnel.token;

import org.jspecify.annotations.NullMarked;
