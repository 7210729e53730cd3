/**
 * Whether a user may do what a request asks: SubjectAccessReview at the cluster's own API server,
 * remembered for ten seconds, as kube-apiserver remembers what its webhooks say.
 *
 * <p>kube-apiserver has asked its authorizers before it forwards; asking again is what protects
 * this server from whoever reaches it directly.
 */
@NullMarked
package dev.jetway.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
