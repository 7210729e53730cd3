package dev.jetway.e2e.differential;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An answer as it came.
 *
 * @param headers names in lower case
 * @param body still encoded
 */
record Answer(int status, Map<String, List<String>> headers, ByteBuffer body) {
  /** What stands for an answer that did not come, or not whole. */
  static Answer none(IOException why) {
    String type = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    return new Answer(0, Map.of(), ByteBuffer.wrap(type.getBytes(StandardCharsets.UTF_8)));
  }

  byte[] bytes() {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }

  String header(String name) {
    return String.join(" | ", headers.getOrDefault(name, List.of()));
  }
}
