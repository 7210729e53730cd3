package dev.jetway.tunnel.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipDecoderTest {
  private final GzipDecoder decoder = new GzipDecoder();

  @AfterEach
  void close() {
    decoder.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000, 1 << 20})
  void inflatesWhateverTheSizesOfThePieces(int size) throws ZipException {
    byte[] content = Gzip.joined(Gzip.noise(50_000), new byte[100_000], Gzip.noise(50_000));
    assertThat(decoded(Gzip.member(content), size)).isEqualTo(content);
    decoder.requireComplete();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1000})
  void severalMembersAreOneStream(int size) throws ZipException {
    byte[] stream =
        Gzip.joined(
            Gzip.member("one, "),
            Gzip.member(""),
            Gzip.memberWithAFullHead("two, "),
            Gzip.member("three"));
    assertThat(new String(decoded(stream, size), StandardCharsets.UTF_8))
        .isEqualTo("one, two, three");
    decoder.requireComplete();
  }

  @Test
  void aPieceIsLimitedHoweverMuchThereIsInIt() throws ZipException {
    ByteBuffer bomb = ByteBuffer.wrap(Gzip.member(new byte[50_000_000]));
    assertThat(bomb.remaining()).isLessThan(60_000);
    long total = 0;
    ByteBuffer piece = decoder.decode(bomb);
    while (piece.hasRemaining()) {
      assertThat(piece.capacity()).isLessThanOrEqualTo(GzipDecoder.PIECE);
      total += piece.remaining();
      piece = decoder.decode(bomb);
    }
    assertThat(total).isEqualTo(50_000_000);
    decoder.requireComplete();
  }

  @Test
  void whateverIsMissingAtTheEndIsMissed() throws ZipException {
    byte[] whole = Gzip.joined(Gzip.memberWithAFullHead("first"), Gzip.member("second"));
    int firstMember = Gzip.memberWithAFullHead("first").length;
    for (int length = 0; length < whole.length; length++) {
      try (GzipDecoder fresh = new GzipDecoder()) {
        decoded(fresh, Arrays.copyOf(whole, length), 16);
        if (length != firstMember) { // the sender may have meant no more than that
          assertThatThrownBy(fresh::requireComplete)
              .as("%d bytes", length)
              .isInstanceOf(ZipException.class)
              .hasMessageContaining("cut off");
        }
      }
    }
  }

  @Test
  void damageIsNoticed() {
    byte[] checksum = Gzip.member("content");
    checksum[checksum.length - 8] ^= 1;
    refused(checksum, "checksum");
    byte[] length = Gzip.member("content");
    length[length.length - 1] ^= 1;
    refused(length, "length");
    byte[] data = Gzip.member(Gzip.noise(100));
    data[10] = 7; // a block of a kind that there is not
    refused(data, "damaged");
    byte[] flags = Gzip.member("content");
    flags[3] = (byte) 0x80;
    refused(flags, "unknown flags");
    refused("{\"kind\":\"List\"}".getBytes(StandardCharsets.UTF_8), "none");
    refused(Gzip.joined(Gzip.member("content"), new byte[] {0}), "none");
  }

  private static void refused(byte[] stream, String why) {
    try (GzipDecoder fresh = new GzipDecoder()) {
      assertThatThrownBy(() -> decoded(fresh, stream, 16))
          .isInstanceOf(ZipException.class)
          .hasMessageContaining(why);
    }
  }

  private byte[] decoded(byte[] stream, int size) throws ZipException {
    return decoded(decoder, stream, size);
  }

  private static byte[] decoded(GzipDecoder decoder, byte[] stream, int size) throws ZipException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int from = 0; from < stream.length; from += size) {
      ByteBuffer input = ByteBuffer.wrap(stream, from, Math.min(size, stream.length - from));
      for (ByteBuffer piece = decoder.decode(input);
          piece.hasRemaining();
          piece = decoder.decode(input)) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        all.writeBytes(bytes);
      }
      assertThat(input.hasRemaining()).isFalse();
    }
    return all.toByteArray();
  }
}
