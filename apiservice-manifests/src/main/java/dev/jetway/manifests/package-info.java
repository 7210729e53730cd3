/**
 * What Jetway writes into clusters to be installed and to be found.
 *
 * <pre>
 *  ProviderManifests   ─┐                                  Workload, ManifestFile: YAML files beside these classes,
 *  ConsumerManifests   ─┼─► List of objects ─► ManifestYaml            read, and edited in a few named places
 *  Enrolment           ─┘
 *
 *  what is offered ─► ApiServiceRegistrar ─► APIServices of the consumer cluster
 * </pre>
 *
 * The renderers are pure functions. {@link dev.jetway.manifests.ApiServiceRegistrar} is the only
 * one that talks to a cluster: it keeps one APIService per offered group/version right by watching,
 * and leaves alone what is not ours.
 */
@NullMarked
package dev.jetway.manifests;

import org.jspecify.annotations.NullMarked;
