package dev.jetway.backend.view;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that grow at their end. Not thread-safe. */
final class ByteSink {
  private static final byte[] NONE = {};

  private byte[] bytes;
  private int length;

  ByteSink(int capacity) {
    bytes = capacity == 0 ? NONE : new byte[capacity];
  }

  void write(byte[] source, int from, int to) {
    int count = to - from;
    ensure(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  void write(byte[] source) {
    write(source, 0, source.length);
  }

  void write(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
  }

  /** What is written so far; valid up to {@link #length} and until the next write. */
  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Forgets what was written, and gives the memory back. */
  void clear() {
    bytes = NONE;
    length = 0;
  }

  ByteBuffer toBuffer() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, length + (length >> 1) + 64));
    }
  }
}
