package dev.jetway.tunnel.token;

import java.time.Instant;
import java.util.Optional;

/** How it stands with a connection's token. */
public sealed interface TokenState {
  /**
   * There is one that can be used.
   *
   * @param expires when it ends; empty if it does not say
   */
  record Usable(Optional<Instant> expires) implements TokenState {}

  /**
   * A new one was wanted, and is not to be had; it is tried again.
   *
   * @param cause what kind of trouble
   * @param message for people, with the remedy
   * @param usableUntil until when the present one can be used; empty if none can
   */
  record Failing(Cause cause, String message, Optional<Instant> usableUntil)
      implements TokenState {}

  /** Kinds of trouble. */
  enum Cause {
    /** The token has ended: someone must make another. */
    EXPIRED,
    /** The control plane does not know the token any more: revoked, or never its own. */
    REJECTED,
    /** The bootstrap token was exchanged before, or replaced by another one. */
    USED,
    /** The control plane does not let the cluster have its token renewed. */
    FORBIDDEN,
    /** The gateway, or what is behind it, does not answer. */
    UNREACHABLE,
    /** The Secret cannot be read or written. */
    STORE
  }
}
