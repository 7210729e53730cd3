package dev.jetway.backend.cache;

/** What becomes of reads while the control plane cannot be reached. */
public enum StaleReads {
  /** They are answered from what was known last, with a warning that says how old it is. */
  SERVE,
  /** They are refused with 503, as writes are. */
  REFUSE
}
