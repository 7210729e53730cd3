/**
 * Compressed answers on their way through a link: asked for at the near end, made by the control
 * plane's API server, passed on by the gateway as they are, and inflated at the near end while they
 * are read.
 */
@NullMarked
package dev.jetway.tunnel.compression;

import org.jspecify.annotations.NullMarked;
