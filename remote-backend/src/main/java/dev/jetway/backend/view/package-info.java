/**
 * The two views of an object, and the way between them: pure functions, without I/O, clock or
 * network.
 *
 * <pre>
 *   consumer view                              provider view
 *   namespace team            ───────────►     namespace &lt;cluster&gt;-team
 *   (not shown)                                labels connect.jetway.dev/{managed,cluster,namespace,name}
 *   ownerReferences           ◄── kept in ──►  annotation connect.jetway.dev/owner-references
 *   (not shown)                                ownerReferences of the provider's own
 *   finalizer orphan          ◄───────────►    finalizer connect.jetway.dev/orphan
 *   finalizer foregroundDeletion ◄────────►    finalizer connect.jetway.dev/foreground-deletion
 * </pre>
 *
 * <p>Everything else is the same bytes in both: an answer streams through {@link
 * dev.jetway.backend.view.JsonSplicer}, which finds the metadata of each object in it and copies
 * the rest; the body of a write goes through {@link dev.jetway.backend.view.WriteView}, which
 * changes the metadata in place, so that the provider still sees duplicate and unknown fields,
 * number precision and YAML as they were written. Small texts go through {@link
 * dev.jetway.backend.view.StatusView} and {@link dev.jetway.backend.view.SelectorView}.
 *
 * <p>Two things cannot be kept by an update (PUT), since it replaces whole lists of an object that
 * is not read first: owner references that the provider itself set, and its own finalizers {@code
 * orphan} and {@code foregroundDeletion}, which the consumer does not see and therefore does not
 * send back. Patches leave the former alone; a JSON patch keeps both.
 */
@NullMarked
package dev.jetway.backend.view;

import org.jspecify.annotations.NullMarked;
