/**
 * Certificate authorities, serving and client certificates, their storage, rotation and hot reload.
 */
@NullMarked
package dev.jetway.certs;

import org.jspecify.annotations.NullMarked;
