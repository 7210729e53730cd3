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
   */
  record Down(Instant since, String reason) implements LinkState {}
}
