package dev.jetway.kube;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * A body that is translated while it streams.
 *
 * <p>Every chunk of the upstream source is released here; those that come out are on the heap and
 * need no release. A body that cannot be translated fails both ways, so that it never looks
 * complete. Thread-safety is that of {@link Content.Source}: one reader.
 */
public final class TranslatedBody implements Content.Source {
  private final Content.Source upstream;
  private final Translation translation;
  private Content.@Nullable Chunk end;

  /** The body of {@code upstream} in translation. */
  public TranslatedBody(Content.Source upstream, Translation translation) {
    this.upstream = upstream;
    this.translation = translation;
  }

  /** What is made of one body, whose bytes come in order. */
  @FunctionalInterface
  public interface Translation {
    /**
     * Takes the next bytes of the body; they may end anywhere.
     *
     * @param bytes are consumed, and not kept
     * @param last whether the body ends here
     * @return what can be passed on now, possibly nothing; the caller's to keep
     * @throws IOException if the body cannot be translated, as after any other exception; nothing
     *     more is asked for then
     */
    ByteBuffer feed(ByteBuffer bytes, boolean last) throws IOException;
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
        output = translation.feed(chunk.getByteBuffer(), last);
      } catch (IOException | RuntimeException e) {
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
