/**
 * Connects a consumer cluster with a control plane, and takes the connection away again.
 *
 * <pre>
 *  control plane: Enrolling (ServiceAccount, token), GatewayAccess (address, CA)
 *        │
 *        ▼
 *  consumer: connector, Secret and ClusterConnection (ConnectionObjects), bindings
 * </pre>
 *
 * <p>{@code kubeconfig} lets somebody use the control plane without any of the lower half.
 *
 * <p>Every step can be repeated: {@code connect} and {@code disconnect} that were stopped are run
 * again.
 */
@NullMarked
package dev.jetway.cli.connect;

import org.jspecify.annotations.NullMarked;
