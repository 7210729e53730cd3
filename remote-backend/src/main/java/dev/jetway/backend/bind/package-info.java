/**
 * Several control planes as one: which of their APIs are bound, and requests by that.
 *
 * <pre>
 *  connections (what each offers) ─┐
 *  bindings                       ─┴─► BindingPlan ─► BoundBackend ─► the connection's RemoteBackend
 * </pre>
 *
 * {@link dev.jetway.backend.bind.BindingPlan} is a pure function: every replica comes to the same
 * result. A group/version has one control plane at a time, since resourceVersions of two cannot be
 * mixed.
 */
@NullMarked
package dev.jetway.backend.bind;

import org.jspecify.annotations.NullMarked;
