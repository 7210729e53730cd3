package dev.jetway.apiserver.protobuf;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * A watch of metadata in JSON, which ends every event with a line feed, as one in protobuf: every
 * chunk holds whole events. An event of more than 4 MiB breaks the watch.
 *
 * <p>Thread-safety is that of {@link Content.Source}: one reader.
 */
public final class ProtobufWatch implements Content.Source {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_EVENT = 4 << 20;

  private final Content.Source json;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private Content.@Nullable Chunk end;

  /** The events of a watch. */
  public ProtobufWatch(Content.Source json) {
    this.json = json;
  }

  @Override
  public Content.@Nullable Chunk read() {
    while (end == null) {
      Content.Chunk chunk = json.read();
      if (chunk == null) {
        return null;
      }
      if (Content.Chunk.isFailure(chunk)) {
        end = chunk.isLast() ? chunk : null;
        return chunk;
      }
      boolean last = chunk.isLast();
      ByteBuffer frames;
      try {
        frames = frames(chunk.getByteBuffer());
      } catch (IOException | RuntimeException e) {
        end = Content.Chunk.from(e, true);
        json.fail(e);
        return end;
      } finally {
        chunk.release();
      }
      if (last) {
        end = Content.Chunk.EOF;
      }
      if (last || frames.hasRemaining()) {
        return Content.Chunk.from(frames, last);
      }
    }
    return end;
  }

  @Override
  public void demand(Runnable demandCallback) {
    if (end == null) {
      json.demand(demandCallback);
    } else {
      demandCallback.run();
    }
  }

  @Override
  public void fail(Throwable failure) {
    json.fail(failure);
  }

  @Override
  public void fail(Throwable failure, boolean last) {
    json.fail(failure, last);
  }

  private ByteBuffer frames(ByteBuffer bytes) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next != '\n') {
        begun.write(next);
        if (begun.size() > MAX_EVENT) {
          throw new IOException("a watch event is larger than " + MAX_EVENT + " bytes");
        }
      } else if (begun.size() > 0) {
        frames.writeBytes(KubernetesProtobuf.frame(JSON.readTree(begun.toByteArray())));
        begun.reset();
      }
    }
    return ByteBuffer.wrap(frames.toByteArray());
  }
}
