package dev.jetway.apiserver.request;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Cuts the body of a watch, which comes in chunks of any size, into its events: lines of JSON, each
 * with its line feed, or messages of protobuf without the length that stands before each.
 *
 * <p>An event that lies in one chunk is not copied. One that does not is held until it is whole,
 * and may then have at most {@link #MAX_HELD} bytes. For one thread at a time.
 */
final class EventCutter {
  /** The largest event that may come in pieces, in bytes. */
  static final int MAX_HELD = 4 << 20;

  private static final int LENGTH_BYTES = 4;

  private final boolean framed;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private ByteBuffer rest = ByteBuffer.allocate(0);

  /**
   * A cutter that has seen nothing.
   *
   * @param framed whether every chunk holds whole events, each behind its length
   */
  EventCutter(boolean framed) {
    this.framed = framed;
  }

  /** Takes the next chunk, once {@link #next} has given all events of the last one. */
  void add(ByteBuffer chunk) {
    rest = chunk;
  }

  /**
   * The next whole event, which shares the chunk's bytes; empty if another chunk is needed.
   *
   * @throws IOException if an event is too large, or is cut where it must not be
   */
  Optional<ByteBuffer> next() throws IOException {
    return framed ? nextFrame() : nextLine();
  }

  /** Whether nothing is left that belongs to an event. */
  boolean isBetweenEvents() {
    return !rest.hasRemaining() && begun.size() == 0;
  }

  private Optional<ByteBuffer> nextFrame() throws IOException {
    if (!rest.hasRemaining()) {
      return Optional.empty();
    }
    int length = rest.remaining() < LENGTH_BYTES ? -1 : rest.getInt();
    if (length < 0 || length > rest.remaining()) {
      throw new IOException("a watch event in protobuf is not whole");
    }
    return Optional.of(take(length));
  }

  private Optional<ByteBuffer> nextLine() throws IOException {
    while (rest.hasRemaining()) {
      int length = lineLength();
      if (length == 0) {
        hold(rest.remaining());
        return Optional.empty();
      }
      if (begun.size() > 0) {
        hold(length);
        ByteBuffer whole = ByteBuffer.wrap(begun.toByteArray());
        begun.reset();
        return Optional.of(whole);
      }
      ByteBuffer line = take(length);
      if (length > 1) { // an empty line is no event
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  /** Up to and with the next line feed; 0 if there is none. */
  private int lineLength() {
    for (int i = rest.position(); i < rest.limit(); i++) {
      if (rest.get(i) == '\n') {
        return i + 1 - rest.position();
      }
    }
    return 0;
  }

  private ByteBuffer take(int length) {
    ByteBuffer taken = rest.slice(rest.position(), length);
    rest.position(rest.position() + length);
    return taken;
  }

  private void hold(int length) throws IOException {
    if (begun.size() + length > MAX_HELD) {
      throw new IOException("a watch event is larger than " + MAX_HELD + " bytes");
    }
    byte[] bytes = new byte[length];
    rest.get(bytes);
    begun.writeBytes(bytes);
  }
}
