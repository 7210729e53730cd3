package dev.jetway.tunnel.compression;

import java.nio.ByteBuffer;
import java.util.zip.ZipException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/**
 * A body that came as gzip, inflated piece by piece as it is read: one chunk of the compressed body
 * is held until all of it has been given out, so a slow reader slows the sender, and however much a
 * chunk inflates to, there is never more than one piece of it. What is cut off, or damaged, ends in
 * a failure, both ways.
 *
 * <p>One reader; {@link #drop} and {@link #fail} may be called by any thread. The lock guards
 * everything; nothing blocks and nobody is called back while it is held.
 */
final class GunzippedSource implements Content.Source {
  private final Content.Source compressed;
  private final Object lock = new Object();
  private final GzipDecoder decoder = new GzipDecoder();
  private Content.@Nullable Chunk held;
  private Content.@Nullable Chunk end;

  GunzippedSource(Content.Source compressed) {
    this.compressed = compressed;
  }

  @Override
  public Content.@Nullable Chunk read() {
    ZipException damage;
    synchronized (lock) {
      try {
        return next();
      } catch (ZipException e) {
        damage = e;
        finish(Content.Chunk.from(e, true));
      }
    }
    compressed.fail(damage);
    return Content.Chunk.from(damage, true);
  }

  private Content.@Nullable Chunk next() throws ZipException {
    while (end == null) {
      Content.Chunk chunk = held == null ? compressed.read() : held;
      if (chunk == null) {
        return null;
      }
      if (Content.Chunk.isFailure(chunk)) {
        if (chunk.isLast()) {
          finish(chunk);
        }
        return chunk;
      }
      held = chunk;
      ByteBuffer piece = decoder.decode(chunk.getByteBuffer());
      if (piece.hasRemaining()) {
        return Content.Chunk.from(piece, false);
      }
      if (chunk.isLast()) {
        decoder.requireComplete();
        finish(Content.Chunk.EOF);
      } else {
        held = null;
        chunk.release();
      }
    }
    return end;
  }

  /** Inflating is work: whoever is called back gets a thread of his own for it. */
  @Override
  public void demand(Runnable demandCallback) {
    boolean ready;
    synchronized (lock) {
      ready = end != null || held != null;
    }
    if (ready) {
      demandCallback.run();
    } else {
      compressed.demand(Invocable.from(InvocationType.BLOCKING, demandCallback));
    }
  }

  @Override
  public void fail(Throwable failure) {
    drop(failure);
    compressed.fail(failure);
  }

  /** Ends the body in this failure, unless it has ended; the compressed one is left alone. */
  void drop(Throwable cause) {
    synchronized (lock) {
      if (end == null) {
        finish(Content.Chunk.from(cause, true));
      }
    }
  }

  private void finish(Content.Chunk last) {
    end = last;
    if (held != null) {
      held.release();
      held = null;
    }
    decoder.close();
  }
}
