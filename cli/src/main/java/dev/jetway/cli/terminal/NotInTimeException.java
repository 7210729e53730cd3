package dev.jetway.cli.terminal;

/** What was waited for did not come in time; the message says what is missing. Exit code 3. */
public final class NotInTimeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what is missing, and what to do. */
  public NotInTimeException(String message) {
    super(message);
  }
}
