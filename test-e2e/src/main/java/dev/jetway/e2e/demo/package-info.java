/** {@code jetway demo}: the main job from end to end, shown with real clusters and kubectl. */
@NullMarked
package dev.jetway.e2e.demo;

import org.jspecify.annotations.NullMarked;
