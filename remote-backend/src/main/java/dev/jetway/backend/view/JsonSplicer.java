package dev.jetway.backend.view;

import dev.jetway.backend.view.SpliceNames.Member;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Turns an answer of the provider into the consumer's view while it streams: bytes are copied as
 * they are but for the metadata of each object, and an object that is not this consumer's is left
 * out.
 *
 * <pre>
 *   {"kind":"List","items":[ {"apiVersion":…, "metadata":{…}, "spec":… } , … ]}
 *    passes                  held            read             passes
 *                                            shown: held and view pass
 *                                            not shown: dropped to the item's end
 * </pre>
 *
 * <p>An object is held only up to the end of its metadata, at most 2 MiB; Kubernetes writes
 * metadata before spec and status, and {@code type} and {@code kind} before what they describe. A
 * watch event comes out with its last byte, and between events less than a kilobyte is kept. A
 * table row without an object (asked for with {@code includeObject=None}) passes: only the selector
 * that the request carried limits those. Where names differ between the views, a row is held whole.
 *
 * <p>Not thread-safe: one stream, one splicer.
 */
public final class JsonSplicer {
  private enum Frame {
    EVENT,
    RESOURCE,
    COLLECTION,
    ITEMS,
    ROWS,
    ROW
  }

  private final SpliceShape shape;
  private final ViewScope scope;
  private final JsonLexer lexer;
  private final SpliceNames names;
  private final ConsumerMetadata metadata;
  private final SpliceOutput output = new SpliceOutput();
  private final SpliceUnit unit;
  private final RowView row;

  /** Whether rows are read whole: their cells show names that differ between the views. */
  private final boolean wholeRows;

  /** The followed containers, from the root inwards. */
  private final Frame[] frames = new Frame[8];

  private int level = -1;

  /** Where the metadata that is being read starts, counted from where bytes are held. */
  private int metadataAt = -1;

  /** Where the row that is being read starts, counted from where bytes are held. */
  private int rowAt;

  /** Whether the Status of an error event is being read. */
  private boolean inStatus;

  /**
   * A splicer for one answer.
   *
   * @param shape what the request asked for
   * @param scope whose view it becomes
   */
  public JsonSplicer(SpliceShape shape, ViewScope scope) {
    this(shape, scope, false);
  }

  /**
   * A splicer for one answer, which may leave the objects out of a table's rows.
   *
   * @param withoutObjects whether the consumer wants rows without objects, and the provider was
   *     asked for them since nothing else says whose rows they are
   */
  public JsonSplicer(SpliceShape shape, ViewScope scope, boolean withoutObjects) {
    this.shape = shape;
    this.scope = scope;
    lexer = new JsonLexer(shape.isWatch());
    names = new SpliceNames(lexer);
    metadata = new ConsumerMetadata(scope);
    unit = new SpliceUnit(output, shape.isWatch());
    row = new RowView(metadata, withoutObjects);
    wholeRows = scope.mapping().isShared();
  }

  /**
   * Takes the next bytes of the answer; they may end anywhere.
   *
   * @param chunk is consumed, and not kept
   * @param last whether the answer ends here
   * @return what can be passed on now, possibly nothing; the caller's to keep
   * @throws SpliceException if the answer is not JSON of this shape, ends too early, needs more
   *     than 2 MiB to be held, or is one object that is not the consumer's; the stream must then be
   *     ended as broken, and the splicer not be used again
   */
  public ByteBuffer feed(ByteBuffer chunk, boolean last) {
    int count = chunk.remaining();
    byte[] bytes;
    int from = 0;
    if (chunk.hasArray()) {
      bytes = chunk.array();
      from = chunk.arrayOffset() + chunk.position();
      chunk.position(chunk.limit());
    } else {
      bytes = new byte[count];
      chunk.get(bytes);
    }
    output.startChunk(bytes, from, from + count);
    splice(bytes, from, from + count);
    if (last) {
      lexer.end();
    }
    return output.endChunk(from + count).toBuffer();
  }

  private void splice(byte[] bytes, int from, int end) {
    lexer.startAt(from);
    while (true) {
      JsonLexer.Signal signal = lexer.next(bytes, end);
      int at = lexer.position();
      switch (signal) {
        case MORE -> {
          return;
        }
        case KEY -> names.key();
        case VALUE -> value(bytes[at], at);
        case VALUE_END -> valueEnd(at);
        case COMMA -> {
          if (frames[level] == Frame.ITEMS || frames[level] == Frame.ROWS) {
            output.skip(at - 1);
            output.hold(at);
          }
        }
        case CLOSE -> close(at);
      }
    }
  }

  private void value(byte first, int at) {
    if (level < 0) {
      startDocument(first, at);
      return;
    }
    switch (frames[level]) {
      case EVENT -> eventMember(first, at);
      case RESOURCE -> resourceMember(first, at);
      case COLLECTION -> collectionMember(first);
      case ITEMS -> startUnit(Frame.RESOURCE, first, at);
      case ROWS -> startUnit(Frame.ROW, first, at);
      case ROW -> {
        if (!wholeRows && names.is(Member.OBJECT) && first == '{') {
          descend(Frame.RESOURCE);
        }
      }
    }
  }

  private void startDocument(byte first, int at) {
    if (first != '{') {
      throw new SpliceException("the answer is not a JSON object");
    }
    names.startDocument();
    unit.startDocument();
    if (shape.isWatch()) {
      unit.start(at);
      descend(Frame.EVENT);
    } else if (shape.isCollection()) {
      descend(Frame.COLLECTION);
    } else {
      unit.start(at);
      descend(Frame.RESOURCE);
    }
  }

  private void eventMember(byte first, int at) {
    if (names.is(Member.TYPE) && first == '"') {
      names.value();
    } else if (names.is(Member.OBJECT) && first == '{') {
      if (!names.knowsType()) {
        throw new SpliceException("a watch event has its object before its type");
      }
      if (names.isError()) {
        unit.pass(at);
        output.hold(at);
        inStatus = true;
      } else if (shape.isCollection()) {
        unit.pass(at);
        descend(Frame.COLLECTION);
      } else {
        descend(Frame.RESOURCE);
      }
    }
  }

  private void resourceMember(byte first, int at) {
    boolean mayBeTable = shape.isUndecided() && (level == 0 || frames[level - 1] == Frame.EVENT);
    if (mayBeTable && names.describesKind() && first == '"') {
      names.value();
    } else if (mayBeTable && (names.is(Member.METADATA) || names.is(Member.ROWS))) {
      if (!names.knowsKind()) {
        throw new SpliceException("an object has its metadata before its kind");
      }
      if (names.isTable()) {
        unit.pass(at);
        frames[level] = Frame.COLLECTION;
        collectionMember(first);
      } else {
        startMetadata(first, at);
      }
    } else {
      startMetadata(first, at);
    }
  }

  private void startMetadata(byte first, int at) {
    if (names.is(Member.METADATA) && first == '{' && !output.isDropping()) {
      if (!output.isHolding()) {
        output.hold(at);
      }
      metadataAt = output.heldAt(at);
    }
  }

  private void collectionMember(byte first) {
    boolean items = names.is(Member.ITEMS) && shape.hasItems();
    boolean rows = names.is(Member.ROWS) && shape.hasRows();
    if (items || rows) {
      if (first == '[') {
        unit.startArray();
        descend(items ? Frame.ITEMS : Frame.ROWS);
      } else if (first != 'n') {
        throw new SpliceException("the items of a list are not an array");
      }
    }
  }

  private void startUnit(Frame frame, byte first, int at) {
    if (first != '{') {
      throw new SpliceException("an item of a list is not an object");
    }
    unit.startInArray(at);
    rowAt = output.heldAt(at);
    descend(frame);
  }

  private void valueEnd(int at) {
    if (inStatus) {
      inStatus = false;
      int from = output.gather(at);
      byte[] status = Arrays.copyOfRange(output.gathered(), from, from + output.heldAt(at));
      output.out().write(StatusView.toConsumer(status, scope));
      output.passFrom(at);
    } else if (metadataAt >= 0) {
      metadataEnd(at);
    } else {
      names.valueEnd();
    }
  }

  private void metadataEnd(int at) {
    int from = output.gather(at);
    byte[] bytes = output.gathered();
    boolean alone = level == 0;
    boolean ofNone = names.isBookmark() || (alone && !scope.mapping().isShared());
    if (metadata.read(bytes, from + metadataAt, ofNone)) {
      metadata.write(unit.passReplaced(bytes, from, from + metadataAt, at));
    } else {
      unit.refuse(at);
    }
    metadataAt = -1;
  }

  private void close(int at) {
    Frame closed = frames[level--];
    switch (closed) {
      case RESOURCE -> closeResource(at);
      case ROW -> closeRow(at);
      case EVENT -> {
        if (unit.isUndecided()) {
          settleWithoutMetadata(at);
        }
      }
      case ITEMS, ROWS -> unit.endArray();
      case COLLECTION -> {}
    }
  }

  private void closeRow(int at) {
    if (wholeRows) {
      int from = output.gather(at);
      byte[] bytes = output.gathered();
      if (row.read(bytes, from + rowAt, names.isBookmark())) {
        row.write(unit.passReplaced(bytes, from, from + rowAt, at));
      } else if (shape.isUndecided() && !shape.isWatch()) {
        throw new ForeignObjectException(); // the table of one object
      } else {
        unit.refuse(at);
      }
    }
    unit.endInArray(at);
  }

  private void closeResource(int at) {
    if (level < 0) {
      if (unit.isUndecided()) {
        unit.pass(at);
      }
      return;
    }
    if (unit.isUndecided() && unit.isInArray()) {
      settleWithoutMetadata(at);
    }
    if (frames[level] == Frame.ITEMS) {
      unit.endInArray(at);
    }
  }

  private void settleWithoutMetadata(int at) {
    if (names.isBookmark() || metadata.mayShowWithoutMetadata()) {
      unit.pass(at);
    } else {
      unit.refuse(at);
    }
  }

  private void descend(Frame frame) {
    frames[++level] = frame;
    lexer.descend();
  }
}
