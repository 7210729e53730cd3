package dev.jetway.kube;

import java.io.IOException;

/** A request was given up before a byte of it left: there was no connection. */
public final class RequestNotSentException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A request that was not sent. */
  public RequestNotSentException(String message, Throwable cause) {
    super(message, cause);
  }
}
