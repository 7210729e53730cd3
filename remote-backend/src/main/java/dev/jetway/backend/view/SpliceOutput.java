package dev.jetway.backend.view;

/**
 * What becomes of the bytes of an answer: they pass, are held until it is known whether they may
 * pass, or are dropped.
 *
 * <p>Bytes move in one piece from where the last decision was taken to where the next one is; a
 * position is always one of the present chunk. Between chunks nothing is kept but what is held. Not
 * thread-safe.
 */
final class SpliceOutput {
  /** The most that is held back for one object, in bytes: all before and in its metadata. */
  static final int MAX_HELD = 2 << 20;

  private static final byte[] NONE = {};

  private enum Mode {
    PASS,
    HOLD,
    DROP
  }

  private final ByteSink held = new ByteSink(0);
  private ByteSink out = new ByteSink(0);
  private byte[] chunk = NONE;
  private int done;
  private Mode mode = Mode.PASS;

  void startChunk(byte[] bytes, int from, int end) {
    chunk = bytes;
    done = from;
    out = new ByteSink(end - from + held.length() + 64);
  }

  /** Ends the chunk, and hands over what may pass. */
  ByteSink endChunk(int end) {
    settle(end);
    ByteSink result = out;
    out = new ByteSink(0);
    chunk = NONE;
    done = 0;
    return result;
  }

  boolean isHolding() {
    return mode == Mode.HOLD;
  }

  boolean isDropping() {
    return mode == Mode.DROP;
  }

  /** What is written here comes out next; nothing may be held. */
  ByteSink out() {
    return out;
  }

  /** From here on, bytes are held. */
  void hold(int at) {
    settle(at);
    mode = Mode.HOLD;
  }

  /** From here on, bytes pass; what is held passes too. */
  void pass(int at) {
    settle(at);
    out.write(held.array(), 0, held.length());
    held.clear();
    mode = Mode.PASS;
  }

  /** From here on, bytes are dropped; what is held is dropped too. */
  void drop(int at) {
    settle(at);
    held.clear();
    mode = Mode.DROP;
  }

  /** One byte of the chunk is left out, while bytes pass. */
  void skip(int at) {
    settle(at);
    done = at + 1;
  }

  /** How many bytes are held up to here. */
  int heldAt(int at) {
    int count = held.length() + at - done;
    if (count > MAX_HELD) {
      throw new SpliceException(
          "an object has more than " + MAX_HELD + " bytes up to the end of its metadata");
    }
    return count;
  }

  /** Gathers what is held up to here in one array, and returns where in it the held bytes start. */
  int gather(int at) {
    heldAt(at);
    if (held.length() == 0) {
      return done;
    }
    held.write(chunk, done, at);
    done = at;
    return 0;
  }

  /** The array that {@link #gather} gathered in. */
  byte[] gathered() {
    return held.length() == 0 ? chunk : held.array();
  }

  /** Takes the held bytes up to here as dealt with; bytes pass from here on. */
  void passFrom(int at) {
    done = at;
    held.clear();
    mode = Mode.PASS;
  }

  private void settle(int at) {
    switch (mode) {
      case PASS -> out.write(chunk, done, at);
      case HOLD -> {
        heldAt(at);
        held.write(chunk, done, at);
      }
      case DROP -> {}
    }
    done = at;
  }
}
