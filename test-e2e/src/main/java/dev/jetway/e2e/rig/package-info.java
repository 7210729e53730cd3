/**
 * Real Kubernetes control planes as plain local processes, for the end-to-end tests, the demo and
 * the benchmarks.
 *
 * <pre>
 *   Rig = provider + consumer, started side by side
 *           │
 *   ControlPlanes.find() ── KUBEBUILDER_ASSETS, cache folder, kind (Docker), Go build ──► ControlPlane
 *                                                                                            │
 *           etcd ◄── kube-apiserver ◄── kube-controller-manager        kubectl, HTTP, audit log
 * </pre>
 *
 * <p>Everything listens on loopback and ends with the JVM that started it, however that one ends:
 * {@link dev.jetway.e2e.rig.ChildProcess} ties each process to a pipe which the kernel closes.
 * Nothing here is protected against other users of the same machine: etcd speaks plain HTTP on
 * loopback.
 */
@NullMarked
package dev.jetway.e2e.rig;

import org.jspecify.annotations.NullMarked;
