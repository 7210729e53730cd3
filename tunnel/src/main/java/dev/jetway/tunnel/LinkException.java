package dev.jetway.tunnel;

import java.time.Instant;

/**
 * A request got no answer from the control plane. The message is for people and holds no secrets.
 */
public abstract sealed class LinkException extends Exception {
  private static final long serialVersionUID = 1L;

  private LinkException(String message) {
    super(message);
  }

  private LinkException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The link was down; not a byte was sent. */
  public static final class Down extends LinkException {
    private static final long serialVersionUID = 1L;

    private final Instant since;
    private final boolean identityChanged;

    /** The link {@code name} is down since a time, for a reason. */
    public Down(String name, Instant since, String reason) {
      this(name, new LinkState.Down(since, reason));
    }

    /** The link {@code name} is in this state. */
    public Down(String name, LinkState.Down state) {
      super(
          "connection \""
              + name
              + "\" to the control plane is down since "
              + state.since()
              + ": "
              + state.reason());
      this.since = state.since();
      this.identityChanged = state.identityChanged();
    }

    /** Since when. */
    public Instant since() {
      return since;
    }

    /** Whether it leads to another control plane than before. */
    public boolean identityChanged() {
      return identityChanged;
    }
  }

  /** The head of the answer did not come in time; whether the control plane acted is not known. */
  public static final class TimedOut extends LinkException {
    private static final long serialVersionUID = 1L;

    /** No answer within the time. */
    public TimedOut(String message) {
      super(message);
    }
  }

  /**
   * The stream broke after the request may have left; whether the control plane acted is not known.
   */
  public static final class Broken extends LinkException {
    private static final long serialVersionUID = 1L;

    /** The stream broke. */
    public Broken(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
