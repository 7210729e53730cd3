/** Tests of the certificates room: real handshakes, a clock that is set by hand. */
@NullMarked
package dev.jetway.certs;

import org.jspecify.annotations.NullMarked;
