package dev.jetway.backend.view;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that grow at their end. Not thread-safe. */
public final class ByteSink {
  private static final byte[] NONE = {};

  private byte[] bytes;
  private int length;

  /** Room for some bytes at first. */
  public ByteSink(int capacity) {
    bytes = capacity == 0 ? NONE : new byte[capacity];
  }

  /** Appends a part of an array. */
  public void write(byte[] source, int from, int to) {
    int count = to - from;
    ensure(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  /** Appends an array. */
  public void write(byte[] source) {
    write(source, 0, source.length);
  }

  /** Appends one ASCII character. */
  public void write(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
  }

  /** What is written so far; valid up to {@link #length} and until the next write. */
  byte[] array() {
    return bytes;
  }

  /** How many bytes were written. */
  public int length() {
    return length;
  }

  /** Forgets what was written, and gives the memory back. */
  void clear() {
    bytes = NONE;
    length = 0;
  }

  /** What was written, not copied. */
  public ByteBuffer toBuffer() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /** What was written, copied. */
  public byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, length + (length >> 1) + 64));
    }
  }
}
