package dev.jetway.backend.view;

import java.util.regex.Pattern;

/**
 * The consumer cluster on whose behalf a connection works.
 *
 * @param name its name at the provider: a DNS label of at most {@value #MAX_LENGTH} characters
 */
public record Cluster(String name) {
  /** Longest name, in characters, so that a provider namespace has room for a part of its own. */
  public static final int MAX_LENGTH = 40;

  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is not a DNS label, or too long
   */
  public Cluster {
    if (name.length() > MAX_LENGTH || !DNS_LABEL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a cluster name must be a DNS label of at most " + MAX_LENGTH + " characters: " + name);
    }
  }
}
