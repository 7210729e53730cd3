package dev.jetway.backend.view;

import java.util.Arrays;

/**
 * The consumer's view of one row of a table, read whole, for objects that have other names at the
 * provider: the cells that show a name come before the object that says whose it is.
 *
 * <p>Reusable, not thread-safe.
 */
final class RowView {
  private static final byte[] CELLS = JsonText.ascii("cells");
  private static final byte[] OBJECT = JsonText.ascii("object");
  private static final byte[] METADATA = JsonText.ascii("metadata");

  private final ConsumerMetadata metadata;
  private final boolean withoutObject;
  private final JsonMembers row = new JsonMembers();
  private final JsonMembers object = new JsonMembers();

  /**
   * A view that writes rows.
   *
   * @param withoutObject whether the consumer asked for rows without their objects
   */
  RowView(ConsumerMetadata metadata, boolean withoutObject) {
    this.metadata = metadata;
    this.withoutObject = withoutObject;
  }

  /**
   * Reads a row.
   *
   * @param bytes valid JSON
   * @param from where the row starts
   * @param bookmark whether it is a bookmark's, which shows nothing of any object
   * @return whether the consumer may see it
   */
  boolean read(byte[] bytes, int from, boolean bookmark) {
    object.clear();
    row.read(bytes, from);
    for (int i = 0; i < row.count(); i++) {
      if (row.keyIs(i, OBJECT) && row.isObject(i)) {
        object.read(bytes, row.value(i));
        return readObject(bytes, bookmark);
      }
    }
    return false;
  }

  private boolean readObject(byte[] bytes, boolean bookmark) {
    for (int i = 0; i < object.count(); i++) {
      if (object.keyIs(i, METADATA) && object.isObject(i)) {
        return metadata.read(bytes, object.value(i), bookmark);
      }
    }
    return false;
  }

  /** Writes the consumer's view of what was read, and forgets it. */
  void write(ByteSink out) {
    byte[] there = JsonText.quote(metadata.providerName());
    byte[] here = JsonText.quote(metadata.shownName());
    ObjectEditor editor = new ObjectEditor(row, out);
    for (int i = 0; i < row.count(); i++) {
      if (row.keyIs(i, CELLS) && row.isArray(i)) {
        editor.replace(i);
        replaceAll(row.bytes(), row.value(i), row.valueEnd(i), there, here, out);
      } else if (row.keyIs(i, OBJECT) && row.isObject(i)) {
        editor.replace(i);
        writeObject(out);
      } else {
        editor.keep(i);
      }
    }
    editor.finish();
    row.clear();
    object.clear();
  }

  private void writeObject(ByteSink out) {
    if (withoutObject) {
      out.write(JsonText.NULL);
      return;
    }
    ObjectEditor editor = new ObjectEditor(object, out);
    for (int i = 0; i < object.count(); i++) {
      if (object.keyIs(i, METADATA) && object.isObject(i)) {
        editor.replace(i);
        metadata.write(out);
      } else {
        editor.keep(i);
      }
    }
    editor.finish();
  }

  /** Replaces whole strings of valid JSON: with its quotes, a text cannot be part of another. */
  private static void replaceAll(
      byte[] bytes, int from, int to, byte[] quoted, byte[] by, ByteSink out) {
    int copied = from;
    int at = from;
    while (at <= to - quoted.length) {
      if (bytes[at] == '"'
          && Arrays.equals(bytes, at, at + quoted.length, quoted, 0, quoted.length)) {
        out.write(bytes, copied, at);
        out.write(by);
        at += quoted.length;
        copied = at;
      } else {
        at++;
      }
    }
    out.write(bytes, copied, to);
  }
}
