/**
 * Which provider namespaces belong to this consumer cluster, and how an emptied one goes when its
 * consumer namespace has gone.
 */
@NullMarked
package dev.jetway.backend.namespace;

import org.jspecify.annotations.NullMarked;
