/** Binds offered APIs in a consumer cluster: ClusterAPIBindings and APIBindings. */
@NullMarked
package dev.jetway.cli.bind;

import org.jspecify.annotations.NullMarked;
