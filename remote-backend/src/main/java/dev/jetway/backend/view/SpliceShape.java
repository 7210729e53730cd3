package dev.jetway.backend.view;

/**
 * What an answer is made of, which decides where metadata is looked for.
 *
 * <p>Errors are none of these: their body is a {@code Status} and goes through {@link StatusView}.
 */
public enum SpliceShape {
  /** One object. */
  OBJECT(false, false, false, false),
  /** A list: the metadata of each of {@code items}. */
  LIST(true, false, false, false),
  /** A table: the metadata of each of {@code rows[*].object}, where a row has one. */
  TABLE(false, true, false, false),
  /** A list or a table, whichever the provider chose. */
  LIST_OR_TABLE(true, true, false, false),
  /** One object or a table of one, told apart by {@code kind} and {@code apiVersion}. */
  OBJECT_OR_TABLE(false, false, true, false),
  /** Watch events of objects. */
  WATCH(false, false, false, true),
  /** Watch events of tables. */
  WATCH_TABLE(false, true, false, true),
  /** Watch events of either. */
  WATCH_OBJECT_OR_TABLE(false, false, true, true);

  private final boolean items;
  private final boolean rows;
  private final boolean either;
  private final boolean watch;

  SpliceShape(boolean items, boolean rows, boolean either, boolean watch) {
    this.items = items;
    this.rows = rows;
    this.either = either;
    this.watch = watch;
  }

  /** Whether the answer is a sequence of events, {@code {"type":…,"object":…}}. */
  public boolean isWatch() {
    return watch;
  }

  /** Whether the document, or the object of an event, holds others. */
  boolean isCollection() {
    return items || rows;
  }

  boolean hasItems() {
    return items;
  }

  boolean hasRows() {
    return rows || either;
  }

  /** Whether only the object itself tells whether it is a table. */
  boolean isUndecided() {
    return either;
  }
}
