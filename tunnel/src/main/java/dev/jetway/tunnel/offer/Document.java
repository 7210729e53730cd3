package dev.jetway.tunnel.offer;

import dev.jetway.tunnel.Sha256;
import java.nio.ByteBuffer;

/**
 * JSON that is served as it is.
 *
 * @param json read-only; duplicate it before reading
 * @param hash changes whenever the bytes do; usable as an ETag, without quotes
 */
public record Document(ByteBuffer json, String hash) {
  private static final int HASH_LENGTH = 32;

  /** Makes the bytes read-only. */
  public Document {
    json = json.asReadOnlyBuffer();
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[json.remaining()];
    json.duplicate().get(bytes);
    return bytes;
  }

  /** A document of these bytes, which the caller must not change afterwards. */
  static Document of(byte[] json) {
    return new Document(ByteBuffer.wrap(json), Sha256.hex(json).substring(0, HASH_LENGTH));
  }
}
