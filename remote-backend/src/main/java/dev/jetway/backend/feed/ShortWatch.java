package dev.jetway.backend.feed;

import java.util.List;
import java.util.function.Consumer;

/** Reads a watch until it has told all changes up to a version. Not thread-safe. */
final class ShortWatch implements Consumer<List<Change>> {
  private final long wanted;
  private long last;

  /** Thrown when all is known. */
  static final class Seen extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Begins at a version.
   *
   * @param from where the watch begins
   * @param wanted how far it must come
   */
  ShortWatch(long from, long wanted) {
    this.last = from;
    this.wanted = wanted;
  }

  /** The version of the last change up to the wanted version. */
  long last() {
    return last;
  }

  @Override
  public void accept(List<Change> changes) {
    for (Change change : changes) {
      long version =
          switch (change) {
            case Change.Progress(long reached) -> reached;
            case Change.OfObject(_, Entry entry) -> {
              if (entry.resourceVersion() <= wanted) {
                last = Math.max(last, entry.resourceVersion());
              }
              yield entry.resourceVersion();
            }
          };
      if (version >= wanted) {
        throw new Seen();
      }
    }
  }
}
