package dev.jetway.cli;

import java.util.regex.Pattern;

/**
 * The place of an object in a cluster.
 *
 * @param namespace its namespace
 * @param name its name
 */
public record ObjectName(String namespace, String name) {
  private static final Pattern FORM =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z0-9]([-.a-z0-9]*[a-z0-9])?");

  /**
   * Parses {@code namespace/name}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static ObjectName parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("must be namespace/name, was \"" + text + "\"");
    }
    int slash = text.indexOf('/');
    return new ObjectName(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
