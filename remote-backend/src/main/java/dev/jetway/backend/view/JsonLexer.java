package dev.jetway.backend.view;

/**
 * An incremental, strict reader of JSON bytes that stops only where its caller looks.
 *
 * <p>The caller follows some containers, from the root inwards, with {@link #descend}; inside the
 * innermost followed one, {@link #next} stops at every key and value, and what lies deeper is
 * checked and passed at full speed. A chunk may end anywhere, also inside an escape or a number;
 * all state between chunks is a few words and one bit for each level of nesting.
 *
 * <p>Not thread-safe.
 */
final class JsonLexer {
  /** Where {@link #next} stopped. */
  enum Signal {
    /** At the end of the chunk. */
    MORE,
    /** After a key and before its colon; the key is what was captured. */
    KEY,
    /** At the first byte of a value. */
    VALUE,
    /** After a value that was not descended into. */
    VALUE_END,
    /** After a comma. */
    COMMA,
    /** After the end of the container that is followed, which is no longer followed. */
    CLOSE
  }

  private enum State {
    DOCUMENT,
    VALUE,
    FIRST_ELEMENT,
    ANNOUNCED,
    FIRST_KEY,
    NEXT_KEY,
    COLON,
    AFTER_VALUE,
    STRING,
    ESCAPE,
    UNICODE,
    NUMBER,
    LITERAL,
    END
  }

  private final boolean sequence;
  private final Captured captured = new Captured();
  private boolean capturing;
  private boolean captureValue;

  private State state = State.DOCUMENT;
  private int position;
  private int followed;
  private final JsonNesting nesting = new JsonNesting();
  private boolean stringIsKey;
  private int hexLeft;
  private final JsonNumber number = new JsonNumber();
  private final JsonLiteral literal = new JsonLiteral();

  /**
   * A reader of one document, or of any number of them, one after the other.
   *
   * @param sequence whether documents follow each other
   */
  JsonLexer(boolean sequence) {
    this.sequence = sequence;
  }

  /** Starts at this place of a chunk. */
  void startAt(int from) {
    position = from;
  }

  /** Where the last call of {@link #next} stopped. */
  int position() {
    return position;
  }

  /** Follows the container whose first byte {@link Signal#VALUE} stopped at. */
  void descend() {
    followed = nesting.depth() + 1;
  }

  /** Captures the string whose first byte {@link Signal#VALUE} stopped at. */
  void captureValue() {
    captureValue = true;
  }

  /** Whether the key or string that was captured last says this; escapes are understood. */
  boolean captured(byte[] ascii) {
    return captured.says(ascii);
  }

  /** The key or string that was captured last, empty if it was longer than any of interest. */
  String captured() {
    return captured.text();
  }

  /**
   * Checks that the input may end here.
   *
   * @throws SpliceException if a document is incomplete, or the only one is missing
   */
  void end() {
    boolean openNumber = state == State.NUMBER && nesting.depth() == 0 && number.complete();
    if (state != State.END && !openNumber && !(sequence && state == State.DOCUMENT)) {
      throw new SpliceException("unexpected end of JSON input");
    }
  }

  /**
   * Reads on.
   *
   * @param bytes the chunk, the same until {@link Signal#MORE}
   * @param end where the chunk ends
   * @throws SpliceException if it is not JSON
   */
  Signal next(byte[] bytes, int end) {
    int at = position;
    while (at < end) {
      byte b = bytes[at];
      Signal signal = Signal.MORE;
      switch (state) {
        case STRING -> {
          int stop = JsonText.endOfPlain(bytes, at, end);
          if (capturing) {
            captured.add(bytes, at, stop);
          }
          at = stop;
          if (at < end) {
            signal = afterPlain(bytes[at++]);
          }
        }
        case NUMBER -> {
          at = number.read(bytes, at, end);
          if (at < end) {
            signal = endOfValue();
          }
        }
        case DOCUMENT, VALUE, FIRST_ELEMENT -> {
          if (JsonText.isSpace(b)) {
            at++;
          } else if (b == ']' && state == State.FIRST_ELEMENT) {
            at++;
            signal = close(b);
          } else if (nesting.depth() == followed) {
            state = State.ANNOUNCED;
            signal = Signal.VALUE;
          } else {
            at++;
            startValue(b);
          }
        }
        default -> {
          at++;
          signal = structural(b);
        }
      }
      if (signal != Signal.MORE) {
        position = at;
        return signal;
      }
    }
    position = at;
    return Signal.MORE;
  }

  private Signal structural(byte b) {
    switch (state) {
      case COLON -> {
        if (b == ':') {
          state = State.VALUE;
        } else if (!JsonText.isSpace(b)) {
          throw malformed(b, "after object key");
        }
      }
      case AFTER_VALUE -> {
        if (b == ',') {
          state = nesting.inObject() ? State.NEXT_KEY : State.VALUE;
          return nesting.depth() == followed ? Signal.COMMA : Signal.MORE;
        } else if (b == '}' || b == ']') {
          return close(b);
        } else if (!JsonText.isSpace(b)) {
          throw malformed(
              b, nesting.inObject() ? "after object key:value pair" : "after array element");
        }
      }
      case FIRST_KEY, NEXT_KEY -> {
        if (b == '"') {
          startString(true);
        } else if (b == '}' && state == State.FIRST_KEY) {
          return close(b);
        } else if (!JsonText.isSpace(b)) {
          throw malformed(b, "looking for beginning of object key string");
        }
      }
      case ANNOUNCED -> startValue(b);
      default -> {
        return rare(b);
      }
    }
    return Signal.MORE;
  }

  /** The states that are seldom met: inside escapes and literals, and after the document. */
  private Signal rare(byte b) {
    switch (state) {
      case ESCAPE -> {
        if (b == 'u') {
          hexLeft = 4;
          state = State.UNICODE;
        } else if ("\"\\/bfnrt".indexOf(b) >= 0) {
          state = State.STRING;
        } else {
          throw malformed(b, "in string escape code");
        }
        captureByte(b);
      }
      case UNICODE -> {
        if (Character.digit(b, 16) < 0) {
          throw malformed(b, "in \\u hexadecimal character escape");
        }
        captureByte(b);
        if (--hexLeft == 0) {
          state = State.STRING;
        }
      }
      case LITERAL -> {
        if (literal.ends(b)) {
          return endOfValue();
        }
      }
      default -> {
        if (!JsonText.isSpace(b)) {
          throw malformed(b, "after top-level value");
        }
      }
    }
    return Signal.MORE;
  }

  private Signal afterPlain(byte b) {
    if (b == '"') {
      capturing = false;
      if (!stringIsKey) {
        return endOfValue();
      }
      state = State.COLON;
      return nesting.depth() == followed ? Signal.KEY : Signal.MORE;
    }
    if (b != '\\') {
      throw malformed(b, "in string literal");
    }
    captureByte(b);
    state = State.ESCAPE;
    return Signal.MORE;
  }

  private void startValue(byte b) {
    switch (b) {
      case '"' -> startString(false);
      case '{' -> open(true);
      case '[' -> open(false);
      default -> {
        if (number.start(b)) {
          state = State.NUMBER;
        } else if (literal.start(b)) {
          state = State.LITERAL;
        } else {
          throw malformed(b, "looking for beginning of value");
        }
      }
    }
  }

  private void startString(boolean key) {
    stringIsKey = key;
    state = State.STRING;
    capturing = nesting.depth() == followed && (key || captureValue);
    if (capturing) {
      captured.clear();
      captureValue = false;
    }
  }

  private Signal endOfValue() {
    state = nesting.depth() > 0 ? State.AFTER_VALUE : sequence ? State.DOCUMENT : State.END;
    return nesting.depth() == followed ? Signal.VALUE_END : Signal.MORE;
  }

  private void open(boolean object) {
    nesting.open(object);
    state = object ? State.FIRST_KEY : State.FIRST_ELEMENT;
  }

  private Signal close(byte b) {
    boolean object = nesting.inObject();
    if (b != (object ? '}' : ']')) {
      throw malformed(b, object ? "after object key:value pair" : "after array element");
    }
    boolean wasFollowed = nesting.depth() == followed;
    nesting.close();
    if (wasFollowed) {
      followed--;
      endOfValue();
      return Signal.CLOSE;
    }
    return endOfValue();
  }

  private void captureByte(byte b) {
    if (capturing) {
      captured.add(b);
    }
  }

  private static SpliceException malformed(byte b, String where) {
    String what = b > ' ' && b < 127 ? "'" + (char) b + "'" : String.format("'\\x%02x'", b & 0xff);
    return new SpliceException("invalid character " + what + " " + where);
  }
}
