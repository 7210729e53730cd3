package dev.jetway.kube;

import java.io.InterruptedIOException;

/** The head of an answer did not come in time; whether the server acted is not known. */
public final class HeadTimeoutException extends InterruptedIOException {
  private static final long serialVersionUID = 1L;

  /** A time that is up. */
  public HeadTimeoutException(String message) {
    super(message);
  }
}
