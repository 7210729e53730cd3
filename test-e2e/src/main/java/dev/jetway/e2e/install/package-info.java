/**
 * Jetway installed between two clusters as its manual says, its processes on this machine: what the
 * demo, the benchmark and the end-to-end tests start from.
 */
@NullMarked
package dev.jetway.e2e.install;

import org.jspecify.annotations.NullMarked;
