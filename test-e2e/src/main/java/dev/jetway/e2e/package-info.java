/** What runs from a clone of the repository only: the demo and the benchmark. */
@NullMarked
package dev.jetway.e2e;

import org.jspecify.annotations.NullMarked;
