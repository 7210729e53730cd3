package dev.jetway.backend.view;

/**
 * An answer that cannot be shown to the consumer as it is: it is not JSON, ends too early, holds
 * more than may be held, or an object that is not the consumer's.
 */
public class SpliceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public SpliceException(String message) {
    super(message);
  }
}
