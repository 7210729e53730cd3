package dev.jetway.backend.feed;

import dev.jetway.kube.Status;
import java.io.IOException;

/** The provider does not have all changes since a resourceVersion any more: 410. */
public final class WatchExpiredException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Status status;

  /** What the provider said. */
  public WatchExpiredException(Status status) {
    super(status.message());
    this.status = status;
  }

  /** What the provider said. */
  public Status status() {
    return status;
  }
}
