/** Tests of the archive as a user has it: unpacked somewhere, without this build's class path. */
@NullMarked
package dev.jetway.distribution;

import org.jspecify.annotations.NullMarked;
