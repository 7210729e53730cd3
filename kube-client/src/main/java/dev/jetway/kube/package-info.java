/**
 * The Kubernetes API as a client sees it.
 *
 * <pre>
 * where and who   Kubeconfig, InClusterEndpoint -> ApiServerEndpoint with ApiCredentials
 * one request     ApiServerClient.send -> StreamedResponse (a body that streams; ResponseBody reads it blocking)
 * one call        ApiServerClient.get, create, apply, ... -> JSON, or StatusException
 * a collection    ResourceMirror: list, then watch, for as long as it is open
 * what is asked   RequestInfo = Verb + ResourcePath + QueryString, of a request that came in
 * what is said    Status
 * </pre>
 *
 * <p>Jetty calls listeners on its own threads, which never block here; whoever sends waits on a
 * thread of its own, best a virtual one. Nothing is ever sent twice: what to do about a request
 * that may or may not have arrived is for the caller to know.
 */
@NullMarked
package dev.jetway.kube;

import org.jspecify.annotations.NullMarked;
