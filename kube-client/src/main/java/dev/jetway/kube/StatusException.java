package dev.jetway.kube;

/** A failure that is answered, or was answered, with a {@link Status}. */
public final class StatusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Status status;

  /** A failure to be reported with this status. */
  public StatusException(Status status) {
    super(status.message());
    this.status = status;
  }

  /** A failure to be reported with this status, and what led to it. */
  public StatusException(Status status, Throwable cause) {
    super(status.message(), cause);
    this.status = status;
  }

  /** What the caller is told. */
  public Status status() {
    return status;
  }
}
