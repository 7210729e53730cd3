package dev.jetway.backend.view;

import java.util.Optional;

/**
 * Cuts a list, or a stream of watch events, into the objects that it holds while it streams; only
 * the object that is being read is kept.
 *
 * <pre>
 *   {"items":[ {…} , {…} ],"metadata":{…}}      {"type":"ADDED","object":{…}}
 *              piece piece  resourceVersion      piece, with the object's place in it
 * </pre>
 *
 * <p>Not thread-safe: one stream, one splitter.
 */
public final class ObjectSplitter {
  /** The largest object that is taken, in bytes; kube-apiserver takes 3 MiB. */
  public static final int MAX_PIECE = 8 << 20;

  private static final byte[] NONE = {};

  /** Takes the pieces, in order. */
  public interface Pieces {
    /**
     * An item of a list, or an event.
     *
     * @param type the event's type, empty for an item
     * @param bytes the item, or the event as one line with its line feed; the receiver's to keep
     * @param from where the object starts in it
     * @param to where the object ends in it
     */
    void piece(String type, byte[] bytes, int from, int to);
  }

  private final boolean watch;
  private final Pieces pieces;
  private final JsonLexer lexer;
  private ByteSink kept = new ByteSink(0);
  private byte[] chunk = NONE;
  private int keptFrom = -1;
  private boolean started;
  private boolean inItems;
  private String key = "";
  private boolean capturing;
  private String type = "";
  private int objectFrom;
  private int objectTo;
  private String kind = "";
  private String resourceVersion = "";
  private String continueToken = "";

  private ObjectSplitter(boolean watch, Pieces pieces) {
    this.watch = watch;
    this.pieces = pieces;
    this.lexer = new JsonLexer(watch);
  }

  /** Cuts one list. */
  public static ObjectSplitter ofList(Pieces pieces) {
    return new ObjectSplitter(false, pieces);
  }

  /** Cuts watch events. */
  public static ObjectSplitter ofWatch(Pieces pieces) {
    return new ObjectSplitter(true, pieces);
  }

  /**
   * Takes the next bytes.
   *
   * @throws SpliceException if they are no list, or no events, or hold an object that is too large
   */
  public void feed(byte[] bytes, int from, int end) {
    chunk = bytes;
    if (keptFrom >= 0) {
      keptFrom = from;
    }
    lexer.startAt(from);
    JsonLexer.Signal signal = lexer.next(bytes, end);
    while (signal != JsonLexer.Signal.MORE) {
      int at = lexer.position();
      switch (signal) {
        case KEY -> key = lexer.captured();
        case VALUE -> value(bytes[at], at);
        case VALUE_END -> valueEnd(at);
        case CLOSE -> close(at);
        case COMMA, MORE -> {}
      }
      signal = lexer.next(bytes, end);
    }
    if (keptFrom >= 0) {
      keep(end);
    }
    chunk = NONE;
  }

  /**
   * Checks that the answer may end here.
   *
   * @throws SpliceException if it is incomplete
   */
  public void end() {
    lexer.end();
  }

  /** The {@code kind} of the list. */
  public String kind() {
    return kind;
  }

  /** The list's resourceVersion. */
  public String resourceVersion() {
    return resourceVersion;
  }

  /** What asks for the next page; empty if there is none. */
  public Optional<String> continueToken() {
    return continueToken.isEmpty() ? Optional.empty() : Optional.of(continueToken);
  }

  private void value(byte first, int at) {
    if (!started) {
      if (first != '{') {
        throw new SpliceException("the answer is not a JSON object");
      }
      started = true;
      lexer.descend();
      if (watch) {
        type = "";
        objectTo = 0;
        start(at);
      }
    } else if (inItems) {
      if (first != '{') {
        throw new SpliceException("an item of a list is not an object");
      }
      start(at);
    } else if (watch) {
      eventMember(first, at);
    } else {
      listMember(first, at);
    }
  }

  private void eventMember(byte first, int at) {
    if (key.equals("type") && first == '"') {
      capture();
    } else if (key.equals("object") && first == '{') {
      objectFrom = keptAt(at);
    }
  }

  private void listMember(byte first, int at) {
    if (key.equals("items") && first == '[') {
      inItems = true;
      lexer.descend();
    } else if (key.equals("kind") && first == '"') {
      capture();
    } else if (key.equals("metadata") && first == '{') {
      start(at);
    }
  }

  private void valueEnd(int at) {
    if (capturing) {
      capturing = false;
      if (watch) {
        type = lexer.captured();
      } else {
        kind = lexer.captured();
      }
    } else if (watch) {
      if (key.equals("object")) {
        objectTo = keptAt(at);
      }
    } else if (keptFrom >= 0) {
      byte[] bytes = finish(at).toArray();
      if (inItems) {
        pieces.piece("", bytes, 0, bytes.length);
      } else {
        listMetadata(bytes);
      }
    }
  }

  private void close(int at) {
    if (inItems) {
      inItems = false;
    } else if (watch) {
      ByteSink event = finish(at);
      event.write('\n');
      started = false;
      if (objectTo == 0) {
        throw new SpliceException("a watch event has no object");
      }
      pieces.piece(type, event.toArray(), objectFrom, objectTo);
    }
  }

  private void listMetadata(byte[] bytes) {
    JsonMembers members = new JsonMembers();
    members.read(bytes, 0);
    for (int i = 0; i < members.count(); i++) {
      if (members.isString(i) && members.key(i).equals("resourceVersion")) {
        resourceVersion = members.text(i);
      } else if (members.isString(i) && members.key(i).equals("continue")) {
        continueToken = members.text(i);
      }
    }
  }

  private void capture() {
    lexer.captureValue();
    capturing = true;
  }

  private void start(int at) {
    keptFrom = at;
  }

  private int keptAt(int at) {
    return kept.length() + at - keptFrom;
  }

  private void keep(int end) {
    if (kept.length() + end - keptFrom > MAX_PIECE) {
      throw new SpliceException("an object is larger than " + MAX_PIECE + " bytes");
    }
    kept.write(chunk, keptFrom, end);
    keptFrom = end;
  }

  private ByteSink finish(int at) {
    keep(at);
    keptFrom = -1;
    ByteSink result = kept;
    kept = new ByteSink(0);
    return result;
  }
}
