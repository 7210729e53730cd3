/** The gateway's promises, against a real control plane. */
@NullMarked
package dev.jetway.e2e.gateway;

import org.jspecify.annotations.NullMarked;
