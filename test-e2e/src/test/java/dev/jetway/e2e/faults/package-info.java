/**
 * What breaks in earnest, with real processes: killed, restarted, replaced. Each test says what
 * must hold afterwards.
 */
@NullMarked
package dev.jetway.e2e.faults;

import org.jspecify.annotations.NullMarked;
