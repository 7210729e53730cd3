package dev.jetway.tunnel;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Names objects of a consumer cluster that are all in one provider namespace. Both ends of the
 * tunnel compute it: the near one to address objects, the far one to check, without asking anybody,
 * that a name is one of the calling cluster's.
 */
public final class SingleObjectName {
  /** What the names of claims begin with. */
  public static final String CLAIM = "claim";

  /** What the names of all else begin with. */
  public static final String COMPOSITE = "nxr";

  private static final int DIGITS = 16;
  private static final int MAX_LENGTH = 253;
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private SingleObjectName() {}

  /**
   * {@code <prefix>-<16 hex digits>}: the beginning of the SHA-256 of {@code
   * <name>-x-<namespace>-x-<clusterId>}.
   */
  public static String of(String prefix, String namespace, String name, String clusterId) {
    String whole = name + "-x-" + namespace + "-x-" + clusterId;
    return prefix + "-" + Sha256.hex(whole).substring(0, DIGITS);
  }

  /** Whether a provider name is the one of a consumer's object, with either prefix. */
  public static boolean isOf(String providerName, String namespace, String name, String clusterId) {
    return List.of(CLAIM, COMPOSITE).stream()
        .anyMatch(prefix -> of(prefix, namespace, name, clusterId).equals(providerName));
  }

  /**
   * Whether an object can have this name at all; kube-apiserver takes no other for a custom
   * resource.
   */
  public static boolean isPossible(String name) {
    return name.length() <= MAX_LENGTH && SUBDOMAIN.matcher(name).matches();
  }
}
