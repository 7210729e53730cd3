package dev.jetway.kube;

/** How a LIST or a WATCH of a mirror ended. */
sealed interface MirrorOutcome {
  /** As it should; go on with a watch. */
  record Healthy() implements MirrorOutcome {}

  /** The version is too old, or the watch is refused: LIST again. */
  record Expired(String reason, boolean pause) implements MirrorOutcome {}

  /** It failed; try the same again after a pause. */
  record Trouble(String reason) implements MirrorOutcome {}
}
