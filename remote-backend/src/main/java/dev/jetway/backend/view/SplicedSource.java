package dev.jetway.backend.view;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body in the consumer's view: a source that passes what it reads through a splicer.
 *
 * <p>Every chunk of the upstream source is released here; those that come out are on the heap and
 * need no release. An answer that cannot be spliced fails both ways, so that it never looks
 * complete. Thread-safety is that of {@link Content.Source}: one reader.
 */
public final class SplicedSource implements Content.Source {
  private final Content.Source upstream;
  private final JsonSplicer splicer;
  private Content.@Nullable Chunk end;

  /** The consumer's view of a body. */
  public SplicedSource(Content.Source upstream, JsonSplicer splicer) {
    this.upstream = upstream;
    this.splicer = splicer;
  }

  @Override
  public Content.@Nullable Chunk read() {
    while (end == null) {
      Content.Chunk chunk = upstream.read();
      if (chunk == null) {
        return null;
      }
      if (Content.Chunk.isFailure(chunk)) {
        end = chunk.isLast() ? chunk : null;
        return chunk;
      }
      boolean last = chunk.isLast();
      ByteBuffer output;
      try {
        output = splicer.feed(chunk.getByteBuffer(), last);
      } catch (SpliceException e) {
        end = Content.Chunk.from(e, true);
        upstream.fail(e);
        return end;
      } finally {
        chunk.release();
      }
      if (last) {
        end = Content.Chunk.EOF;
      }
      if (last || output.hasRemaining()) {
        return Content.Chunk.from(output, last);
      }
    }
    return end;
  }

  @Override
  public void demand(Runnable demandCallback) {
    if (end == null) {
      upstream.demand(demandCallback);
    } else {
      demandCallback.run();
    }
  }

  @Override
  public void fail(Throwable failure) {
    upstream.fail(failure);
  }

  @Override
  public void fail(Throwable failure, boolean last) {
    upstream.fail(failure, last);
  }
}
