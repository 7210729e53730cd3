package dev.jetway.backend.view;

/** An answer is one object that is not the consumer's. */
public final class ForeignObjectException extends SpliceException {
  private static final long serialVersionUID = 1L;

  ForeignObjectException() {
    super("the provider sent an object of another namespace or cluster");
  }
}
