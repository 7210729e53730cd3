/**
 * The side of the tunnel that dials out: from a consumer cluster to the gateway of a control plane.
 *
 * <pre>
 * TunnelLink.send ── OpenConnections ── GatewayConnection ── TunnelStream ── StreamBody
 *                         ▲                 │ Heartbeat
 *                  ConnectionKeeper ── GatewayDialer (proxy, TLS, HTTP/2, session handshake)
 * </pre>
 *
 * <p>A link keeps a fixed number of HTTP/2 connections. Each has a keeper, a virtual thread that
 * dials, waits for the connection's end and dials again with back-off; and each connection has a
 * heartbeat, another virtual thread, that finds out when the far end is silently gone. A request is
 * one stream of one connection and is never sent twice.
 *
 * <p>HTTP/2 is spoken with Jetty's session interface, not with its HttpClient: what counts here is
 * which connection a request takes, whether a byte of it has left, and PING and GOAWAY, all of
 * which HttpClient hides. Jetty's threads parse and write frames and run nothing that may block.
 */
@NullMarked
package dev.jetway.tunnel.dial;

import org.jspecify.annotations.NullMarked;
