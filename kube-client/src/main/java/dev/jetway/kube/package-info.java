/** The Kubernetes API as a client sees it. */
@NullMarked
package dev.jetway.kube;

import org.jspecify.annotations.NullMarked;
