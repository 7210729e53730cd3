package dev.jetway.backend.view;

import dev.jetway.backend.view.YamlNode.Alias;
import dev.jetway.backend.view.YamlNode.Entry;
import dev.jetway.backend.view.YamlNode.Mapping;
import dev.jetway.backend.view.YamlNode.Scalar;
import dev.jetway.backend.view.YamlNode.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes YAML nodes as JSON on one line, which is YAML again.
 *
 * <p>A plain scalar whose type depends on the version of YAML, such as {@code yes} or {@code 012},
 * stays plain, so that the provider decides on it as it would have; any other is quoted. Aliases
 * are expanded, up to a limit of the whole.
 */
final class YamlFlow {
  private static final int MAX_BYTES = 8 << 20;
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Pattern GUESSED =
      Pattern.compile(
          "(?i)[-+.]?[0-9][-+._a-z0-9]*|[-+]?\\.(inf|nan)|true|false|yes|no|on|off|y|n");
  private static final String TEXT_TAG = "tag:yaml.org,2002:str";

  private final ByteSink out = new ByteSink(1024);
  private final boolean strict;

  private YamlFlow(boolean strict) {
    this.strict = strict;
  }

  /**
   * A node as the metadata of an object.
   *
   * @throws dev.jetway.kube.StatusException 400 if it holds tags, merge keys or keys that are no
   *     scalars, which are not understood there, or grows too large
   */
  static byte[] json(YamlNode node) {
    YamlFlow flow = new YamlFlow(true);
    flow.write(node);
    return flow.out.toArray();
  }

  /** A node as a text that is the same for nodes that mean the same, wherever they stand. */
  static String meaning(YamlNode node) {
    YamlFlow flow = new YamlFlow(false);
    flow.write(node);
    return new String(flow.out.toArray(), StandardCharsets.UTF_8);
  }

  private void write(YamlNode node) {
    if (out.length() > MAX_BYTES) {
      throw YamlDocument.refused("document contains excessive aliasing");
    }
    switch (node) {
      case Alias alias -> write(alias.target());
      case Scalar scalar -> scalar(scalar);
      case Sequence(int _, int _, List<YamlNode> items, String tag) -> {
        tag(tag);
        out.write('[');
        boolean first = true;
        for (YamlNode item : items) {
          separate(first);
          first = false;
          write(item);
        }
        out.write(']');
      }
      case Mapping mapping -> mapping(mapping);
    }
  }

  private void mapping(Mapping mapping) {
    tag(mapping.tag());
    out.write('{');
    boolean first = true;
    for (Entry entry : mapping.entries()) {
      separate(first);
      first = false;
      key(entry.key());
      out.write(':');
      write(entry.value());
    }
    out.write('}');
  }

  private void key(YamlNode key) {
    if (!strict) {
      write(key);
    } else if (key.resolved() instanceof Scalar scalar && isText(scalar)) {
      out.write(JsonText.quote(scalar.value()));
    } else {
      throw YamlDocument.refused("only plain keys are accepted in metadata");
    }
  }

  /**
   * Whether a key is the text that it seems: not one that merges another mapping, which the
   * provider's YAML does and ours does not, nor one that a tag turns into something else.
   */
  static boolean isText(Scalar key) {
    boolean merge = key.plain() && key.tag().isEmpty() && key.value().equals("<<");
    return !merge && isTextTag(key.tag());
  }

  static boolean isNull(Scalar scalar) {
    return isGuessed(scalar) && NULLS.contains(scalar.value());
  }

  private static boolean isGuessed(Scalar scalar) {
    return scalar.plain() && scalar.tag().isEmpty();
  }

  private void scalar(Scalar scalar) {
    tag(scalar.tag());
    if (isNull(scalar)) {
      out.write(JsonText.NULL);
    } else if (isGuessed(scalar) && GUESSED.matcher(scalar.value()).matches()) {
      out.write(JsonText.ascii(scalar.value()));
    } else {
      out.write(JsonText.quote(scalar.value()));
    }
  }

  private void tag(String tag) {
    if (isTextTag(tag)) {
      return;
    }
    if (strict) {
      throw YamlDocument.refused("tags are not accepted in metadata: " + tag);
    }
    out.write(JsonText.quote(tag));
  }

  private static boolean isTextTag(String tag) {
    return tag.isEmpty() || tag.equals("!") || tag.equals(TEXT_TAG);
  }

  private void separate(boolean first) {
    if (!first) {
      out.write(',');
    }
  }
}
