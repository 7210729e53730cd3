package dev.jetway.kube;

/** A kubeconfig cannot be used; the message is one line and holds no secrets. */
public final class InvalidKubeconfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public InvalidKubeconfigException(String message) {
    super(message);
  }

  /** What is wrong, and what led to it. */
  public InvalidKubeconfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
