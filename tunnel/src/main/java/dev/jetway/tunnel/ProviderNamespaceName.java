package dev.jetway.tunnel;

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
    return full.substring(0, MAX_LENGTH - HASH_LENGTH - 1)
        + "-"
        + Sha256.hex(full).substring(0, HASH_LENGTH);
  }
}
