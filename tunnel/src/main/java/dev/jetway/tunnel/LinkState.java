package dev.jetway.tunnel;

import java.time.Instant;

/** Whether a control plane can be reached now. */
public sealed interface LinkState {
  /** When this state began. */
  Instant since();

  /**
   * Requests go through.
   *
   * @param since when the link came up
   * @param session what the far end said of itself and of us
   */
  record Up(Instant since, LinkSession session) implements LinkState {}

  /**
   * Requests are refused at once.
   *
   * @param since when the link went down, or when the first attempt began
   * @param reason why, for people; no secrets
   * @param trouble the same for programs
   */
  record Down(Instant since, String reason, LinkTrouble trouble) implements LinkState {
    /** Down, and up again when the far end is back. */
    public Down(Instant since, String reason) {
      this(since, reason, LinkTrouble.UNREACHABLE);
    }

    /**
     * Whether it is down for good because it leads to another control plane than before: then
     * nothing of what was known may be shown or changed.
     */
    public boolean identityChanged() {
      return trouble == LinkTrouble.IDENTITY_CHANGED;
    }
  }
}
