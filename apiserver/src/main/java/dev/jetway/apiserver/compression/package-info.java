/**
 * Which answers callers get as gzip, and how they are made: as kube-apiserver does it, so that a
 * client cannot tell the difference.
 */
@NullMarked
package dev.jetway.apiserver.compression;

import org.jspecify.annotations.NullMarked;
