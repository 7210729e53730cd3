/**
 * The differential test: the same requests are played against the provider directly and through the
 * consumer, and the answers must be the same.
 *
 * <pre>
 * resources/differential/*.yaml ─► Corpus ─► Scenario ─┬─► Player ─► provider's kube-apiserver ─► Answer ─► Terms ─┐
 *                                                      └─► Player ─► consumer's kube-apiserver ─► Answer ─► Terms ─┤
 *                        known-differences.yaml ─► KnownDifferences ◄───────────────── Comparison ◄────────────────┘
 * </pre>
 *
 * <p>Directly, a scenario works in a namespace that has the consumer's name. So nothing in the
 * corpus knows how namespaces are mapped, and what is read through the consumer must name the
 * namespace as the direct answer does. What every two objects differ in (uid, resourceVersion,
 * times) becomes placeholders, and the same value the same placeholder.
 */
@NullMarked
package dev.jetway.e2e.differential;

import org.jspecify.annotations.NullMarked;
