/**
 * The accepting side of the tunnel: the one listener in front of a control plane.
 *
 * <pre>
 * TLS 1.3, h2 → GatewayHandler → CallerAuthentication (TokenReview) → Enrolment, DirectAccess (which cluster)
 *             → LiveStreams (limits, and how it ends) → scope.ScopedControlPlane → EndableBody → client
 * </pre>
 *
 * <p>Nothing that a caller says of itself counts but its token. A stream ends when its caller goes,
 * when its token expires or is revoked, when its ServiceAccount leaves, when its provider namespace
 * changes hands, or when the gateway drains; only a watch ever ends as if it were complete, and
 * only between two events.
 *
 * <p>Threads: each request begins on a virtual thread that blocks until the head of its answer is
 * there; the body is then pumped by whatever thread brings bytes, and nothing blocks.
 */
@NullMarked
package dev.jetway.tunnel.gateway;

import org.jspecify.annotations.NullMarked;
