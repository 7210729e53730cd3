/**
 * Who a request comes from.
 *
 * <pre>
 * X-Remote-* with a certificate of the request-header CA   kube-apiserver speaks for a user
 * a certificate of the client CA                           a user by certificate
 * a bearer token                                           TokenReview
 * nothing of it                                            anonymous, who may see health and no more
 * anything else                                            401
 * </pre>
 *
 * <p>What is trusted comes from the ConfigMap {@code
 * kube-system/extension-apiserver-authentication} and changes with it, without a restart and for
 * connections that are open.
 */
@NullMarked
package dev.jetway.apiserver.authentication;

import org.jspecify.annotations.NullMarked;
