package dev.jetway.tunnel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Maps a namespace of a consumer cluster to its provider namespace. Both ends of the tunnel compute
 * it: the near one to address requests, the far one to check them.
 */
public final class ProviderNamespaceName {
  private static final int MAX_LENGTH = 63;
  private static final int HASH_LENGTH = 10;

  private ProviderNamespaceName() {}

  /**
   * {@code <cluster>-<namespace>}; where that passes 63 characters, its first 52, a dash and ten
   * hex digits of the SHA-256 of the whole.
   */
  public static String of(String cluster, String consumerNamespace) {
    String full = cluster + "-" + consumerNamespace;
    if (full.length() <= MAX_LENGTH) {
      return full;
    }
    return full.substring(0, MAX_LENGTH - HASH_LENGTH - 1) + "-" + hash(full);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
