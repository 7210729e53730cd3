package dev.jetway.apiserver.protobuf;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jetway.kube.TranslatedBody.Translation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A watch of metadata in JSON, which ends every event with a line feed, as one in protobuf: every
 * chunk holds whole events. An event of more than 4 MiB breaks the watch. Not thread-safe.
 */
public final class ProtobufWatch implements Translation {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_EVENT = 4 << 20;

  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  @Override
  public ByteBuffer feed(ByteBuffer bytes, boolean last) throws IOException {
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
