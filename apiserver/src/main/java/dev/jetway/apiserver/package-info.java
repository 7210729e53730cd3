/**
 * The aggregated API server: what kube-aggregator, kubectl and informers see.
 *
 * <p>{@link dev.jetway.apiserver.ApiServer} puts it together. A request's way:
 *
 * <pre>
 * TlsPort ─► FrontDoor ─┬─ /livez /readyz /healthz ─► health
 *                       └─ authentication ─┬─ resources ─► request ─► RemoteBackend
 *                                          └─ the rest ─► authorization ─► discovery, metrics
 * </pre>
 */
@NullMarked
package dev.jetway.apiserver;

import org.jspecify.annotations.NullMarked;
