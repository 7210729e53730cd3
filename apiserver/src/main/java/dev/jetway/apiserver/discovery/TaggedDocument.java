package dev.jetway.apiserver.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jetway.backend.ApiCatalog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A document with a tag that changes when it does.
 *
 * @param json read-only; duplicate before reading
 * @param tag hexadecimal, without quotes
 */
record TaggedDocument(ByteBuffer json, String tag) {
  TaggedDocument {
    json = json.asReadOnlyBuffer();
  }

  static TaggedDocument of(JsonNode node) {
    byte[] bytes = node.toString().getBytes(StandardCharsets.UTF_8);
    return new TaggedDocument(ByteBuffer.wrap(bytes), hash(bytes));
  }

  static TaggedDocument of(ApiCatalog.Document document) {
    return new TaggedDocument(document.json(), document.hash());
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

  private static String hash(byte[] bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().withUpperCase().formatHex(sha256.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
