/**
 * One request to the control plane and its answer back: translated, sent once, streamed, and what
 * becomes of it when the link fails.
 */
@NullMarked
package dev.jetway.backend.call;

import org.jspecify.annotations.NullMarked;
