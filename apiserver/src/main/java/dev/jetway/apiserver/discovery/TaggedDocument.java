package dev.jetway.apiserver.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.backend.ApiCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A document with a tag that changes when it does. Thread-safe; compressed at most once, when that
 * is asked for first.
 */
final class TaggedDocument {
  private final ByteBuffer json;
  private final String tag;
  private final Object lock = new Object();
  private Optional<ByteBuffer> gzip = Optional.empty(); // guarded by lock

  /**
   * A document in JSON.
   *
   * @param tag hexadecimal, without quotes
   */
  TaggedDocument(ByteBuffer json, String tag) {
    this.json = json.asReadOnlyBuffer();
    this.tag = tag;
  }

  static TaggedDocument of(JsonNode node) {
    byte[] bytes = node.toString().getBytes(StandardCharsets.UTF_8);
    return new TaggedDocument(ByteBuffer.wrap(bytes), hash(bytes));
  }

  static TaggedDocument of(ApiCatalog.Document document) {
    return new TaggedDocument(document.json(), document.hash());
  }

  /** Read-only; the caller's to read. */
  ByteBuffer json() {
    return json.duplicate();
  }

  /** The same as gzip; read-only, the caller's to read. */
  ByteBuffer gzip() {
    synchronized (lock) {
      if (gzip.isEmpty()) {
        gzip = Optional.of(ByteBuffer.wrap(compressed(json.duplicate())).asReadOnlyBuffer());
      }
      return gzip.get().duplicate();
    }
  }

  /** Hexadecimal, without quotes. */
  String tag() {
    return tag;
  }

  /** The tag as HTTP writes it. */
  String entityTag() {
    return '"' + tag + '"';
  }

  /** Whether an If-None-Match header, empty if there is none, names this document. */
  boolean matches(String ifNoneMatch) {
    for (String candidate : ifNoneMatch.split(",", -1)) {
      String stripped = candidate.strip();
      String strong = stripped.startsWith("W/") ? stripped.substring(2) : stripped;
      if (strong.equals(entityTag()) || strong.equals("*")) {
        return true;
      }
    }
    return false;
  }

  private static byte[] compressed(ByteBuffer json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (WritableByteChannel out = Channels.newChannel(new GZIPOutputStream(bytes))) {
      out.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String hash(byte[] bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().withUpperCase().formatHex(sha256.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
