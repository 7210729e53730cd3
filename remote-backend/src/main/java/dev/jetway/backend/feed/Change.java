package dev.jetway.backend.feed;

/** What an upstream watch tells. */
public sealed interface Change {
  /**
   * Something happened to an object.
   *
   * @param type what
   * @param entry the object after it; of a deletion, the last state with the deletion's version
   */
  record OfObject(EventType type, Entry entry) implements Change {}

  /**
   * A bookmark: nothing more will come up to here.
   *
   * @param resourceVersion where the watch is
   */
  record Progress(long resourceVersion) implements Change {}
}
