/**
 * What the control plane offers: its offers are followed as a stream, the documents that changed
 * are fetched, and the whole is kept as one snapshot, also across a restart while the link is down.
 */
@NullMarked
package dev.jetway.backend.offer;

import org.jspecify.annotations.NullMarked;
