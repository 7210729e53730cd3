/**
 * Answers reads from what the connector knows, where Kubernetes' rules allow that.
 *
 * <pre>
 *   request ─► ReadPlan: which state may answer?  ─► Forms: in which form?
 *                  │ any, or not older than N          │
 *                  ▼                                   ▼
 *              Feed.known ─► ReadRights: may the user at the provider? ─► ListBody, WatchBody
 *                  │ most recent                          no, or not known here
 *                  ▼                                      ▼
 *              Freshness.prove                        the provider answers
 * </pre>
 *
 * <p>Everything that is unusual goes to the provider: what is answered here is answered as the
 * provider's own watch cache would. The rules are those of {@code
 * k8s.io/apiserver/pkg/storage/cacher}.
 */
@NullMarked
package dev.jetway.backend.cache;

import org.jspecify.annotations.NullMarked;
