package dev.jetway.apiserver.authorization;

/** What a review said. */
sealed interface Decision {
  /** It may be done. */
  record Allowed() implements Decision {}

  /**
   * It may not: nobody allows it, or somebody forbids it.
   *
   * @param reason what the authorizers say, may be empty
   */
  record Forbidden(String reason) implements Decision {}

  /** Nobody could say; not to be remembered. */
  record Unknown() implements Decision {}
}
