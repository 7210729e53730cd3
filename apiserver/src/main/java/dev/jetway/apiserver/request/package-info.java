/**
 * The way of a request for a resource:
 *
 * <pre>
 * path tokens -> access review -> what is served -> media types -> body -> admission
 *             -> RemoteBackend.call -> answer, streamed, or a watch's events as messages of a WebSocket
 * </pre>
 *
 * <p>Up to the head of the answer a virtual thread works on it and may block; the body streams
 * without one.
 */
@NullMarked
package dev.jetway.apiserver.request;

import org.jspecify.annotations.NullMarked;
