package dev.jetway.e2e.rig;

/**
 * What a command left when it ended.
 *
 * @param exitCode zero if it succeeded
 * @param out its output
 * @param err its error output
 */
public record CommandResult(int exitCode, String out, String err) {
  /** Whether the exit code is zero. */
  public boolean succeeded() {
    return exitCode == 0;
  }
}
