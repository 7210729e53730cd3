package dev.jetway.backend.offer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of bytes from a stream, none longer than a limit. Not thread-safe. */
final class LineReader {
  private final InputStream in;
  private final int maxLength;
  private final byte[] buffer = new byte[16 * 1024];
  private int position;
  private int limit;

  LineReader(InputStream in, int maxLength) {
    this.in = in;
    this.maxLength = maxLength;
  }

  /**
   * The next line without its line feed; empty at the end of the stream.
   *
   * @throws IOException if a line is too long, or the stream ends within a line
   */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (position == limit) {
        position = 0;
        limit = in.read(buffer);
        if (limit < 0) {
          limit = 0;
          if (line.size() > 0) {
            throw new IOException("the stream ended within a line");
          }
          return Optional.empty();
        }
      }
      int start = position;
      while (position < limit && buffer[position] != '\n') {
        position++;
      }
      line.write(buffer, start, position - start);
      if (line.size() > maxLength) {
        throw new IOException("a line is longer than " + maxLength + " bytes");
      }
      if (position < limit) {
        position++;
        return Optional.of(line.toByteArray());
      }
    }
  }
}
