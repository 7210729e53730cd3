package dev.jetway.tunnel;

/**
 * There is no token to come with. The message is for people, with the remedy where there is one.
 */
public final class NoTokenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final LinkTrouble trouble;

  /** With what keeps it away. */
  public NoTokenException(LinkTrouble trouble, String message) {
    super(message);
    this.trouble = trouble;
  }

  /** What kind of trouble it is for a link. */
  public LinkTrouble trouble() {
    return trouble;
  }
}
