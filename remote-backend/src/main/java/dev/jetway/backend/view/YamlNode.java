package dev.jetway.backend.view;

import java.util.List;

/**
 * A node of a YAML document, with the place of its text: from its properties to the end of its last
 * leaf, in code points.
 */
sealed interface YamlNode {
  int start();

  int end();

  /**
   * A scalar.
   *
   * @param value its text, resolved
   * @param plain whether its type is to be guessed from its text
   * @param tag its explicit tag, empty if it has none
   */
  record Scalar(int start, int end, String value, boolean plain, String tag) implements YamlNode {}

  /** A sequence. */
  record Sequence(int start, int end, List<YamlNode> items, String tag) implements YamlNode {}

  /**
   * A mapping.
   *
   * @param flow whether it is written in braces
   * @param bare whether neither anchor nor tag stand before it
   */
  record Mapping(int start, int end, List<Entry> entries, String tag, boolean flow, boolean bare)
      implements YamlNode {}

  /** A reference to a node that stands before it. */
  record Alias(int start, int end, YamlNode target) implements YamlNode {}

  /** An entry of a mapping. */
  record Entry(YamlNode key, YamlNode value) {}

  /** The node itself, or the one that it refers to. */
  default YamlNode resolved() {
    return this instanceof Alias(int _, int _, YamlNode target) ? target : this;
  }
}
