/**
 * The clients that people use, each the real one, against the consumer's kube-apiserver.
 *
 * <pre>
 *   kubectl  Helm 3 and 4   client-java, fabric8   kubernetes (PyPI)   @kubernetes/client-node
 *      │          │ Go build       │ in this JVM         │ venv                 │ npm ci
 *      └──────────┴────────────────┴─────────┬───────────┴──────────────────────┘
 *                                            ▼
 *                    the same script at two places: {@link dev.jetway.e2e.clients.Place}
 *                    consumer ──► connector ──► gateway ──► provider ◄── provider, directly
 * </pre>
 *
 * <p>What is fetched or built is in the user's cache folder, named by a digest of its lock file
 * ({@link dev.jetway.e2e.clients.ClientTools}).
 */
@NullMarked
package dev.jetway.e2e.clients;

import org.jspecify.annotations.NullMarked;
