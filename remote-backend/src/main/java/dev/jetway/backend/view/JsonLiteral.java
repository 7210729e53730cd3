package dev.jetway.backend.view;

/** The words {@code true}, {@code false} and {@code null}, byte by byte. */
final class JsonLiteral {
  private static final byte[] TRUE = JsonText.ascii("true");
  private static final byte[] FALSE = JsonText.ascii("false");

  private byte[] word = JsonText.NULL;
  private int at;

  /** Starts a word with its first byte; false if none starts so. */
  boolean start(byte b) {
    word = b == 't' ? TRUE : b == 'f' ? FALSE : JsonText.NULL;
    at = 1;
    return b == word[0];
  }

  /**
   * Reads one byte more, and tells whether the word ends with it.
   *
   * @throws SpliceException if it is not the word's
   */
  boolean ends(byte b) {
    if (b != word[at]) {
      throw new SpliceException("invalid character in literal");
    }
    return ++at == word.length;
  }
}
