/** Which cluster a command is about: flags, and the clients made from them. */
@NullMarked
package dev.jetway.cli.cluster;

import org.jspecify.annotations.NullMarked;
