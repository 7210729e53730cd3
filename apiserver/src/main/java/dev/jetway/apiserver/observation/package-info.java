/**
 * What can be seen of the server from outside while it works: one log line a request, metrics under
 * the names that kube-apiserver uses.
 */
@NullMarked
package dev.jetway.apiserver.observation;

import org.jspecify.annotations.NullMarked;
