package dev.jetway.e2e.rig;

/** A failure of the rig itself: what could not be started, found, reached or read. */
public final class RigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure that says what was tried. */
  public RigException(String message) {
    super(message);
  }

  /** A failure that says what was tried, and why it failed. */
  public RigException(String message, Throwable cause) {
    super(message, cause);
  }
}
