package dev.jetway.backend.view;

import java.util.Arrays;

/** How deep in a JSON document a reader is, and in what: one bit for each level. */
final class JsonNesting {
  /** The nesting at which Go's decoder gives up, so that nothing deeper is JSON to Kubernetes. */
  static final int MAX_DEPTH = 10_000;

  private long[] objects = new long[1];
  private int depth;
  private boolean inObject;

  int depth() {
    return depth;
  }

  boolean inObject() {
    return inObject;
  }

  void open(boolean object) {
    if (depth == MAX_DEPTH) {
      throw new SpliceException("exceeded max depth");
    }
    int word = depth >> 6;
    if (word == objects.length) {
      objects = Arrays.copyOf(objects, word * 2);
    }
    long bit = 1L << depth;
    objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
    depth++;
    inObject = object;
  }

  void close() {
    depth--;
    int parent = depth - 1;
    inObject = depth > 0 && (objects[parent >> 6] & (1L << parent)) != 0;
  }
}
