/**
 * The tunnel seen from whoever uses it: a {@link dev.jetway.tunnel.ControlPlaneLink} that requests
 * are sent through, its state, and what can go wrong.
 *
 * <p>Beside it: {@code dial} (the side that dials out), {@code gateway} (the side that accepts, and
 * guards each tenant's scope) and {@code direct} (a control plane reached with a plain kubeconfig,
 * under the same scope rules).
 */
@NullMarked
package dev.jetway.tunnel;

import org.jspecify.annotations.NullMarked;
