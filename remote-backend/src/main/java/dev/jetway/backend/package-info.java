/**
 * The control plane seen as a storage backend: a {@link dev.jetway.backend.RemoteBackend} takes a
 * request in the consumer's terms and streams the answer back in the consumer's terms.
 *
 * <p>Rooms: {@code view} (pure functions between consumer view and provider view), {@code call}
 * (one request there and back), {@code offer} (what the control plane offers), {@code bind}
 * (several control planes as one) and {@code connect} (the kinds that say which).
 */
@NullMarked
package dev.jetway.backend;

import org.jspecify.annotations.NullMarked;
