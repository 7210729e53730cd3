package dev.jetway.backend.view;

/** The grammar of a JSON number, byte by byte. */
final class JsonNumber {
  private enum Part {
    MINUS,
    ZERO,
    INTEGER,
    POINT,
    FRACTION,
    E,
    E_SIGN,
    EXPONENT,
    OUTSIDE
  }

  private Part part = Part.OUTSIDE;

  /** Starts a number with its first byte; false if no number starts so. */
  boolean start(byte b) {
    part = b == '-' ? Part.MINUS : b == '0' ? Part.ZERO : digit(b, Part.INTEGER);
    return part != Part.OUTSIDE;
  }

  /** Whether the number may end here. */
  boolean complete() {
    return switch (part) {
      case ZERO, INTEGER, FRACTION, EXPONENT -> true;
      case MINUS, POINT, E, E_SIGN, OUTSIDE -> false;
    };
  }

  /**
   * Reads on to the first byte that is not of the number, or to the end of the chunk.
   *
   * @throws SpliceException if the number ends where it cannot
   */
  int read(byte[] bytes, int from, int end) {
    for (int at = from; at < end; at++) {
      Part next = after(bytes[at]);
      if (next == Part.OUTSIDE) {
        if (!complete()) {
          throw new SpliceException("invalid character in numeric literal");
        }
        return at;
      }
      part = next;
    }
    return end;
  }

  private Part after(byte b) {
    return switch (part) {
      case MINUS -> b == '0' ? Part.ZERO : digit(b, Part.INTEGER);
      case ZERO -> b == '.' ? Part.POINT : exponent(b);
      case INTEGER -> b == '.' ? Part.POINT : isE(b) ? Part.E : digit(b, Part.INTEGER);
      case POINT -> digit(b, Part.FRACTION);
      case FRACTION -> isE(b) ? Part.E : digit(b, Part.FRACTION);
      case E -> b == '+' || b == '-' ? Part.E_SIGN : digit(b, Part.EXPONENT);
      case E_SIGN, EXPONENT -> digit(b, Part.EXPONENT);
      case OUTSIDE -> Part.OUTSIDE;
    };
  }

  private static Part exponent(byte b) {
    return isE(b) ? Part.E : Part.OUTSIDE;
  }

  private static Part digit(byte b, Part part) {
    return b >= '0' && b <= '9' ? part : Part.OUTSIDE;
  }

  private static boolean isE(byte b) {
    return b == 'e' || b == 'E';
  }
}
