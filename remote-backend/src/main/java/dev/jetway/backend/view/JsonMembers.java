package dev.jetway.backend.view;

import java.util.Arrays;

/**
 * Where the members of one JSON object lie in an array of bytes that is known to hold valid JSON.
 *
 * <pre>
 *   {  "key" : "value"  ,
 *    ^ ^    ^  ^      ^ ^
 *    | key  |  value  | next: the comma, or the closing brace
 *    lead   keyEnd    valueEnd
 * </pre>
 *
 * <p>Reusable for another object; not thread-safe.
 */
final class JsonMembers {
  private static final int FIELDS = 6;
  private static final int FIRST_ROOM = 12 * FIELDS;
  private static final int[] NO_ROOM = {};
  private static final byte[] NONE = {};

  private int[] places = NO_ROOM;
  private int count;
  private boolean escapedKeys;
  private byte[] bytes = NONE;
  private int from;
  private int to;

  /**
   * Finds the members of an object.
   *
   * @param source valid JSON
   * @param start its opening brace
   * @return where the object ends, after its closing brace
   */
  int read(byte[] source, int start) {
    bytes = source;
    from = start;
    count = 0;
    escapedKeys = false;
    int at = skipSpace(start + 1);
    while (source[at] != '}') {
      int field = count * FIELDS;
      if (field == places.length) {
        places = Arrays.copyOf(places, Math.max(FIRST_ROOM, field * 2));
      }
      places[field] = count == 0 ? start + 1 : places[field - 1] + 1;
      places[field + 1] = at;
      int plain = JsonText.endOfPlain(source, at + 1, source.length);
      escapedKeys |= source[plain] == '\\';
      at = endOfString(plain - 1);
      places[field + 2] = at;
      at = skipSpace(skipSpace(at) + 1);
      places[field + 3] = at;
      at = endOfValue(at);
      places[field + 4] = at;
      at = skipSpace(at);
      places[field + 5] = at;
      count++;
      if (source[at] == ',') {
        at = skipSpace(at + 1);
      }
    }
    to = at + 1;
    return to;
  }

  /** Forgets the bytes, and gives the memory back. */
  void clear() {
    bytes = NONE;
    from = 0;
    count = 0;
    places = NO_ROOM;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  int count() {
    return count;
  }

  int lead(int member) {
    return places[member * FIELDS];
  }

  int value(int member) {
    return places[member * FIELDS + 3];
  }

  int valueEnd(int member) {
    return places[member * FIELDS + 4];
  }

  int next(int member) {
    return places[member * FIELDS + 5];
  }

  boolean keyIs(int member, byte[] ascii) {
    int key = places[member * FIELDS + 1] + 1;
    int end = places[member * FIELDS + 2] - 1;
    return (escapedKeys || end - key == ascii.length) && JsonText.says(bytes, key, end, ascii);
  }

  String key(int member) {
    int key = places[member * FIELDS + 1];
    return JsonText.decode(bytes, key + 1, places[member * FIELDS + 2] - 1);
  }

  /** Whether the key can start with this text: false only if it certainly does not. */
  boolean keyMayStart(int member, byte[] ascii) {
    int key = places[member * FIELDS + 1] + 1;
    int end = places[member * FIELDS + 2] - 1;
    return (end - key >= ascii.length
            && Arrays.equals(bytes, key, key + ascii.length, ascii, 0, ascii.length))
        || escapedKeys;
  }

  boolean isObject(int member) {
    return bytes[value(member)] == '{';
  }

  boolean isArray(int member) {
    return bytes[value(member)] == '[';
  }

  boolean isString(int member) {
    return bytes[value(member)] == '"';
  }

  boolean isNull(int member) {
    return bytes[value(member)] == 'n';
  }

  /** The text of a member whose value is a string. */
  String text(int member) {
    return JsonText.decode(bytes, value(member) + 1, valueEnd(member) - 1);
  }

  private int skipSpace(int at) {
    int i = at;
    while (JsonText.isSpace(bytes[i])) {
      i++;
    }
    return i;
  }

  private int endOfString(int start) {
    int at = start + 1;
    while (true) {
      at = JsonText.endOfPlain(bytes, at, bytes.length);
      if (bytes[at] == '"') {
        return at + 1;
      }
      at += 2;
    }
  }

  private int endOfValue(int start) {
    byte first = bytes[start];
    if (first == '"') {
      return endOfString(start);
    }
    int at = start;
    if (first != '{' && first != '[') {
      while (!endsScalar(bytes[at])) {
        at++;
      }
      return at;
    }
    int depth = 0;
    do {
      byte b = bytes[at];
      if (b == '"') {
        at = endOfString(at);
        continue;
      }
      if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        depth--;
      }
      at++;
    } while (depth > 0);
    return at;
  }

  private static boolean endsScalar(byte b) {
    return b == ',' || b == '}' || b == ']' || JsonText.isSpace(b);
  }
}
