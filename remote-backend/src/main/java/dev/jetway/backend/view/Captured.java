package dev.jetway.backend.view;

/** A key or string gathered from pieces, up to a length beyond which it is none of interest. */
final class Captured {
  private static final int MAX = 64;

  private final byte[] bytes = new byte[MAX];
  private int length;

  void clear() {
    length = 0;
  }

  void add(byte[] source, int from, int to) {
    int count = to - from;
    if (length < 0 || length + count > MAX) {
      length = -1;
      return;
    }
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  void add(byte b) {
    if (length < 0 || length == MAX) {
      length = -1;
    } else {
      bytes[length++] = b;
    }
  }

  /** Whether it says this; escapes are understood. */
  boolean says(byte[] ascii) {
    return length >= 0 && JsonText.says(bytes, 0, length, ascii);
  }

  /** The text, empty if it was too long. */
  String text() {
    return length < 0 ? "" : JsonText.decode(bytes, 0, length);
  }
}
