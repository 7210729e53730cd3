package dev.jetway.cli.doctor;

/** One thing that can be wrong. */
interface Step {
  /** Its name in the result, which stays the same between versions. */
  String name();

  /**
   * Looks at it. What the API servers refuse or do not answer may be thrown: it is told as what the
   * step found.
   */
  Finding examine(Patient patient);
}
