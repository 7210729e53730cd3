package dev.jetway.manifests;

import java.util.regex.Pattern;

/** Names that Kubernetes accepts. */
final class DnsNames {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private DnsNames() {}

  /**
   * Refuses what is no RFC 1123 label.
   *
   * @throws IllegalArgumentException naming what it is for
   */
  static void requireLabel(String what, String name) {
    if (!LABEL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what
              + " must be at most 63 lower case letters, digits and hyphens,"
              + " with a letter or digit at both ends: \""
              + name
              + "\"");
    }
  }
}
