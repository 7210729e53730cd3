/**
 * What the connector knows of each resource: one upstream list and watch, kept as a store of
 * objects and a ring of events, all in the consumer's view.
 *
 * <pre>
 *   LIST in pages ─► splicer ─► splitter ─┐            ┌─ objects, by namespace/name
 *   WATCH from rv ─► splicer ─► splitter ─┴► Timeline ─┤
 *   410: a new list, a new Timeline                    └─ ring of events ◄── cursors of watchers
 * </pre>
 *
 * <p>A {@link dev.jetway.backend.feed.Timeline} never goes back and never has a gap: its events
 * follow its list, one after the other. Where that cannot be kept up (the provider says 410), it
 * ends, and another takes its place. A watcher is a cursor: nothing is queued for it, and whoever
 * does not read costs nothing but the ring, which forgets what is oldest.
 */
@NullMarked
package dev.jetway.backend.feed;

import org.jspecify.annotations.NullMarked;
