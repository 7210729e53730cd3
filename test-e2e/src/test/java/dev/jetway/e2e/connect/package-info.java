/** ClusterConnections and bindings, end to end. */
@NullMarked
package dev.jetway.e2e.connect;

import org.jspecify.annotations.NullMarked;
