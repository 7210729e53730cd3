package dev.jetway.backend.view;

/**
 * The item, row or event that is being read, or the only object: held until it is decided whether
 * it comes out, and with a comma before it only if another one of its array came out before.
 */
final class SpliceUnit {
  private final SpliceOutput output;
  private final boolean watch;
  private boolean inArray;
  private boolean decided;
  private int shown;

  SpliceUnit(SpliceOutput output, boolean watch) {
    this.output = output;
    this.watch = watch;
  }

  /** An array of items or rows begins. */
  void startArray() {
    shown = 0;
  }

  void endArray() {
    inArray = false;
  }

  /** An item or row begins. */
  void startInArray(int at) {
    inArray = true;
    start(at);
  }

  /** A document begins: an event, an object, or something that holds objects. */
  void startDocument() {
    inArray = false;
    decided = false;
  }

  /** From here on the unit is held, if it is not since its comma. */
  void start(int at) {
    if (!output.isHolding()) {
      output.hold(at);
    }
    decided = false;
  }

  boolean isUndecided() {
    return output.isHolding() && !decided;
  }

  boolean isInArray() {
    return inArray;
  }

  /** What is held comes out up to here, and the rest follows. */
  void pass(int at) {
    separate();
    output.pass(at);
  }

  /** What is held comes out up to {@code from}, then what the caller writes, then the rest. */
  ByteSink passReplaced(byte[] bytes, int heldFrom, int from, int at) {
    separate();
    output.out().write(bytes, heldFrom, from);
    output.passFrom(at);
    return output.out();
  }

  /**
   * The unit is left out.
   *
   * @throws SpliceException if part of it has come out, or it is all there is
   */
  void refuse(int at) {
    if (decided || !(inArray || watch)) {
      throw new ForeignObjectException();
    }
    output.drop(at);
  }

  /** An item or row ends. */
  void endInArray(int at) {
    if (output.isDropping()) {
      output.passFrom(at);
    } else if (output.isHolding()) {
      pass(at);
    }
  }

  private void separate() {
    if (inArray && !decided && shown++ > 0) {
      output.out().write(',');
    }
    decided = true;
  }
}
