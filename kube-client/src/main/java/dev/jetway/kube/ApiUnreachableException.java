package dev.jetway.kube;

/**
 * An API server gave no answer. The message names the endpoint and the cause, and holds no secrets.
 */
public final class ApiUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** No answer. */
  public ApiUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
