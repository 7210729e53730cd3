package dev.jetway.apiserver.compression;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/**
 * A body as gzip (RFC 1952), compressed piece by piece as it is read: one chunk of the body is held
 * until it has been taken in, and one piece made of it, so memory does not grow with the body. What
 * breaks is broken off, without the trailer that would make it look whole.
 *
 * <p>One reader; {@link #drop} and {@link #fail} may be called by any thread. The lock guards
 * everything; nothing blocks and nobody is called back while it is held.
 */
final class GzippedSource implements DroppableSource {
  /** kube-apiserver's choice: the least CPU for not much more bytes. */
  private static final int LEVEL = Deflater.BEST_SPEED;

  private static final int PIECE = 32 * 1024;
  private static final int TRAILER = 8;

  /** No name, no time; made with the fastest level, on an unknown system. */
  private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 0xff};

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final DroppableSource body;
  private final Object lock = new Object();
  private final Deflater deflater = new Deflater(LEVEL, true);
  private final CRC32 checksum = new CRC32();
  private ByteBuffer piece = NOTHING;
  private boolean begun;
  private boolean starved; // whether the body had no more when it was read last
  private Content.@Nullable Chunk held;
  private Content.@Nullable Chunk end;

  GzippedSource(DroppableSource body) {
    this.body = body;
  }

  @Override
  public Content.@Nullable Chunk read() {
    synchronized (lock) {
      Content.Chunk chunk = end != null ? end : next();
      starved = chunk == null;
      return chunk;
    }
  }

  private Content.@Nullable Chunk next() {
    if (!piece.hasRemaining()) {
      piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
    }
    if (!begun) {
      begun = true;
      piece.put(HEAD);
    }
    while (true) {
      deflater.deflate(piece);
      if (deflater.finished() && piece.remaining() >= TRAILER) {
        piece.putInt((int) checksum.getValue()).putInt((int) deflater.getBytesRead());
        ByteBuffer last = piece.flip();
        finish(Content.Chunk.EOF);
        return Content.Chunk.from(last, true);
      }
      if (!piece.hasRemaining() || deflater.finished()) {
        return made();
      }
      release(); // all of it has been taken in
      Content.Chunk chunk = body.read();
      if (chunk == null) {
        return piece.position() == 0 ? null : made();
      }
      if (Content.Chunk.isFailure(chunk)) {
        if (chunk.isLast()) {
          finish(chunk);
        }
        return chunk;
      }
      take(chunk);
    }
  }

  private Content.Chunk made() {
    ByteBuffer full = piece.flip();
    piece = NOTHING;
    return Content.Chunk.from(full, false);
  }

  private void take(Content.Chunk chunk) {
    held = chunk;
    checksum.update(chunk.getByteBuffer().duplicate());
    deflater.setInput(chunk.getByteBuffer());
    if (chunk.isLast()) {
      deflater.finish();
    }
  }

  private void release() {
    deflater.setInput(NOTHING); // the chunk's memory is somebody else's
    if (held != null) {
      held.release();
      held = null;
    }
  }

  /** Compressing is work: whoever is called back gets a thread of his own for it. */
  @Override
  public void demand(Runnable demandCallback) {
    boolean wait;
    synchronized (lock) {
      wait = starved && end == null;
    }
    if (wait) {
      body.demand(Invocable.from(InvocationType.BLOCKING, demandCallback));
    } else {
      demandCallback.run();
    }
  }

  @Override
  public void fail(Throwable failure) {
    drop(failure);
    body.fail(failure);
  }

  @Override
  public void drop(Throwable cause) {
    synchronized (lock) {
      if (end == null) {
        finish(Content.Chunk.from(cause, true));
      }
    }
    body.drop(cause);
  }

  private void finish(Content.Chunk last) {
    end = last;
    piece = NOTHING;
    if (held != null) {
      held.release();
      held = null;
    }
    deflater.end();
  }
}
