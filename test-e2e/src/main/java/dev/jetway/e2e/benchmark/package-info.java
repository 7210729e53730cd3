/**
 * {@code jetway benchmark}: what the way through connector and tunnel costs beside the same calls
 * straight to the provider, from one run and interleaved, so that a noisy machine spoils both
 * alike.
 */
@NullMarked
package dev.jetway.e2e.benchmark;

import org.jspecify.annotations.NullMarked;
