package dev.jetway.backend.view;

/**
 * Writes an object again, member by member, with what is kept copied in one piece wherever members
 * that are kept follow each other.
 *
 * <p>Every member must be named once, in order, with {@link #keep}, {@link #drop} or {@link
 * #replace}; then come the members that are {@linkplain #add added}, and {@link #finish}.
 */
final class ObjectEditor {
  private final JsonMembers members;
  private final ByteSink out;
  private int run = -1;
  private int runEnd;
  private boolean any;

  ObjectEditor(JsonMembers members, ByteSink out) {
    this.members = members;
    this.out = out;
    out.write('{');
  }

  void keep(int member) {
    if (run < 0) {
      separate();
      run = members.lead(member);
    }
    any = true;
    runEnd = members.next(member);
  }

  void drop(int member) {
    flush();
  }

  /** Keeps the key of a member; its new value is to be written next. */
  void replace(int member) {
    keep(member);
    out.write(members.bytes(), run, members.value(member));
    run = members.valueEnd(member);
  }

  /** Adds a member; its value is to be written next. */
  void add(byte[] quotedKey) {
    flush();
    separate();
    any = true;
    out.write(quotedKey);
    out.write(':');
  }

  void add(String key) {
    add(JsonText.quote(key));
  }

  void finish() {
    if (run >= 0) {
      out.write(members.bytes(), run, members.to());
    } else if (members.count() == 0 && !any) {
      out.write(members.bytes(), members.from() + 1, members.to());
    } else {
      out.write('}');
    }
  }

  private void separate() {
    if (any) {
      out.write(',');
    }
  }

  private void flush() {
    if (run >= 0) {
      out.write(members.bytes(), run, runEnd);
      run = -1;
    }
  }
}
