package dev.jetway.apiserver.request;

/** A watch that is open, whichever way its events take to the caller. */
interface OpenWatch {
  /**
   * Ends it cleanly as soon as the caller has its last event whole; for the caller it is as if the
   * watch had timed out. May be called by any thread, more than once.
   */
  void end();
}
