/**
 * The kinds {@code ClusterConnection}, {@code ClusterAPIBinding} and {@code APIBinding}, followed:
 *
 * <pre>
 *  watched kinds and Secrets ─┐
 *  links, offers             ─┼─► ConnectionController ─► OpenConnection (one per ClusterConnection)
 *  what is registered        ─┘                        ─► bind.BoundBackend, ApiRegistry
 *                                                      ─► StatusWriter (the leader's alone)
 * </pre>
 *
 * {@link dev.jetway.backend.connect.ConnectionStatus} and {@code BindingStatus} are pure functions:
 * their conditions and reasons are in docs/connections.md.
 */
@NullMarked
package dev.jetway.backend.connect;

import org.jspecify.annotations.NullMarked;
