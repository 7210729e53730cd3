package dev.jetway.tunnel.token;

/** The store of a token could not be read or written. The message says which, and why. */
public final class TokenStoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what went wrong. */
  public TokenStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
