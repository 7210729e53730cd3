/**
 * What the consumer's cluster has to say about a write before it leaves: the namespace must exist
 * and not be going, as kube-apiserver's plug-in NamespaceLifecycle demands.
 */
@NullMarked
package dev.jetway.apiserver.admission;

import org.jspecify.annotations.NullMarked;
