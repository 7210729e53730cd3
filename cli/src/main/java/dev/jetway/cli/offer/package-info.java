/** Offers APIs of a control plane, by a label on their CRDs. */
@NullMarked
package dev.jetway.cli.offer;

import org.jspecify.annotations.NullMarked;
