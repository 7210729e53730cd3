package dev.jetway.tunnel.compression;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Inflates a gzip stream (RFC 1952) that comes in pieces of any size. Several members in a row are
 * one stream; their lengths and checksums must be right, and nothing else may come between or after
 * them.
 *
 * <pre>
 * ┌► HEAD ─► EXTRA_LENGTH ─► EXTRA ─► NAME ─► COMMENT ─► HEAD_CHECK ─► DATA ─► TRAILER ─┐
 * │          └─────────── each only if a flag of the head says so ┘                     │
 * └─────────────────────────────── the next member, or the end ◄────────────────────────┘
 * </pre>
 *
 * <p>What is not data is skipped as it comes, so nothing is collected. Not thread-safe.
 */
final class GzipDecoder implements AutoCloseable {
  /** The most that is given out at once. */
  static final int PIECE = 32 * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int[] MAGIC = {0x1f, 0x8b, 8};
  private static final int HEAD_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FLAGS_AT = 3;
  private static final int RESERVED_FLAGS = 0xe0;

  private enum Part {
    HEAD(0),
    EXTRA_LENGTH(1 << 2),
    EXTRA(1 << 2),
    NAME(1 << 3),
    COMMENT(1 << 4),
    HEAD_CHECK(1 << 1),
    DATA(0),
    TRAILER(0);

    private final int flag;

    Part(int flag) {
      this.flag = flag;
    }
  }

  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private Part part = Part.HEAD;
  private int at; // how many bytes of the part have come
  private int flags;
  private int extraLength;
  private long trailer;
  private boolean moreToInflate; // without more input
  private boolean anyMember;

  /**
   * Inflates some of the input, which is consumed as far as that goes.
   *
   * @return at most {@link #PIECE} bytes; none once the input is used up
   * @throws ZipException if it is not gzip, or damaged
   */
  ByteBuffer decode(ByteBuffer input) throws ZipException {
    if (!input.hasRemaining() && !moreToInflate) {
      return NOTHING;
    }
    ByteBuffer output = ByteBuffer.allocate(PIECE);
    moreToInflate = false;
    boolean stuck = false;
    while (output.hasRemaining() && !stuck) {
      if (part == Part.DATA) {
        stuck = !inflate(input, output);
      } else if (input.hasRemaining()) {
        take(input.get() & 0xff);
      } else {
        stuck = true;
      }
    }
    moreToInflate = !output.hasRemaining();
    return output.flip();
  }

  /**
   * Passes if the stream may end here.
   *
   * @throws ZipException if it is cut off
   */
  void requireComplete() throws ZipException {
    if (part != Part.HEAD || at > 0 || !anyMember) {
      throw new ZipException("the gzip stream is cut off");
    }
  }

  /** Gives the memory back; nothing can be decoded afterwards. Idempotent. */
  @Override
  public void close() {
    inflater.end();
  }

  /** Whether it went on. */
  private boolean inflate(ByteBuffer input, ByteBuffer output) throws ZipException {
    int before = output.position();
    int consumed = input.position();
    try {
      inflater.setInput(input);
      inflater.inflate(output);
    } catch (DataFormatException e) {
      ZipException damaged = new ZipException("the gzip stream is damaged: " + e.getMessage());
      damaged.initCause(e);
      throw damaged;
    } finally {
      inflater.setInput(NOTHING); // the input's memory is somebody else's
    }
    checksum.update(output.duplicate().flip().position(before));
    if (inflater.finished()) {
      begin(Part.TRAILER);
      return true;
    }
    return output.position() > before || input.position() > consumed;
  }

  /** One byte of what is around the data. */
  private void take(int octet) throws ZipException {
    int index = at++;
    switch (part) {
      case HEAD -> head(index, octet);
      case EXTRA_LENGTH -> {
        extraLength |= octet << (8 * index);
        if (at == 2) {
          after(extraLength == 0 ? Part.EXTRA : Part.EXTRA_LENGTH);
        }
      }
      case EXTRA -> {
        if (at == extraLength) {
          after(part);
        }
      }
      case NAME, COMMENT -> {
        if (octet == 0) {
          after(part);
        }
        at = 0; // they may be of any length
      }
      case HEAD_CHECK -> {
        if (at == 2) {
          after(part);
        }
      }
      case TRAILER -> trailer(index, octet);
      case DATA -> throw new IllegalStateException("data is not taken byte by byte");
    }
  }

  private void head(int index, int octet) throws ZipException {
    if (index < MAGIC.length && octet != MAGIC[index]) {
      throw new ZipException("what should be a gzip stream is none");
    }
    if (index == FLAGS_AT) {
      flags = octet;
      if ((flags & RESERVED_FLAGS) != 0) {
        throw new ZipException("the gzip stream has unknown flags");
      }
    }
    if (at == HEAD_BYTES) {
      after(Part.HEAD);
    }
  }

  /** Goes on with the next part that this member has. */
  private void after(Part done) {
    Part next = following(done);
    while (next != Part.DATA && (flags & next.flag) == 0) {
      next = following(next);
    }
    begin(next);
  }

  private static Part following(Part part) {
    return switch (part) {
      case HEAD -> Part.EXTRA_LENGTH;
      case EXTRA_LENGTH -> Part.EXTRA;
      case EXTRA -> Part.NAME;
      case NAME -> Part.COMMENT;
      case COMMENT -> Part.HEAD_CHECK;
      case HEAD_CHECK -> Part.DATA;
      case DATA -> Part.TRAILER;
      case TRAILER -> Part.HEAD;
    };
  }

  private void begin(Part next) {
    part = next;
    at = 0;
    switch (next) {
      case EXTRA_LENGTH -> extraLength = 0;
      case DATA -> {
        inflater.reset();
        checksum.reset();
      }
      case TRAILER -> trailer = 0;
      case HEAD, EXTRA, NAME, COMMENT, HEAD_CHECK -> {
        // nothing to prepare
      }
    }
  }

  private void trailer(int index, int octet) throws ZipException {
    trailer |= (long) octet << (8 * index);
    if (at < TRAILER_BYTES) {
      return;
    }
    long length = inflater.getBytesWritten() & 0xffff_ffffL;
    if (trailer != (length << 32 | checksum.getValue())) {
      throw new ZipException("the gzip stream is damaged: its checksum or length is wrong");
    }
    anyMember = true;
    begin(Part.HEAD);
  }
}
