package dev.jetway.backend.table;

/** A path cannot be followed through an object: its cell is empty. Cheap: it is no rare thing. */
final class PathFailure extends Exception {
  private static final long serialVersionUID = 1L;

  PathFailure(String why) {
    super(why, null, false, false);
  }
}
