package dev.jetway.tunnel.compression;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Makes gzip streams for tests. */
final class Gzip {
  private Gzip() {}

  static byte[] member(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] member(String text) {
    return member(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A member whose head has everything that there can be. */
  static byte[] memberWithAFullHead(String text) {
    byte[] plain = member(text);
    byte[] head = Arrays.copyOf(plain, 10);
    head[3] = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4;
    byte[] extra = {3, 0, 'a', 'b', 'c', 'n', 'a', 'm', 'e', 0, 'c', 0, 7, 7};
    return joined(head, extra, Arrays.copyOfRange(plain, 10, plain.length));
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  /** Bytes that do not get smaller. */
  static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }
}
