/** Installs the connector and the gateway in clusters, and takes them out again. */
@NullMarked
package dev.jetway.cli.install;

import org.jspecify.annotations.NullMarked;
