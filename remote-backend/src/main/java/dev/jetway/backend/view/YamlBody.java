package dev.jetway.backend.view;

import dev.jetway.backend.view.YamlNode.Alias;
import dev.jetway.backend.view.YamlNode.Entry;
import dev.jetway.backend.view.YamlNode.Mapping;
import dev.jetway.backend.view.YamlNode.Scalar;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * The body of a write that is YAML: the text of its metadata is replaced by JSON on one line, and
 * every other byte stays, but for aliases to what stood in the metadata, which are replaced by what
 * they meant.
 *
 * <p>The result is read again and compared with what was meant, so that a text whose edit went
 * wrong is refused, not sent.
 */
final class YamlBody {
  private final String text;
  private final YamlDocument.Parsed document;
  private final Mapping root;
  private final List<YamlNode> metadata;
  private final List<Edit> edits = new ArrayList<>();

  private record Edit(int start, int end, String text) {}

  private YamlBody(String text, YamlDocument.Parsed document, Mapping root) {
    this.text = text;
    this.document = document;
    this.root = root;
    this.metadata = metadata(root);
  }

  /**
   * Reads a body.
   *
   * @throws dev.jetway.kube.StatusException 400 if it is not one YAML document whose root is a
   *     mapping, or uses merge keys at its root
   */
  static YamlBody parse(byte[] bytes) {
    String text = text(bytes);
    YamlDocument.Parsed document = YamlDocument.parse(text);
    if (!(document.root() instanceof Mapping root)) {
      throw YamlDocument.refused("the document is not a mapping");
    }
    return new YamlBody(text, document, root);
  }

  /** The whole of a text as JSON, if what it holds is the same in every version of YAML. */
  static byte[] toJson(byte[] bytes) {
    return YamlFlow.json(YamlDocument.parse(text(bytes)).root());
  }

  private static String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.chars().anyMatch(YamlBody::isOldLineBreak)) {
        throw YamlDocument.refused("NEL, LS and PS must be escaped");
      }
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException _) {
      throw YamlDocument.refused("the text is not UTF-8");
    }
  }

  /**
   * Whether only YAML 1.1, which the provider reads, ends a line here: what is a comment to us
   * could hold metadata for it.
   */
  private static boolean isOldLineBreak(int c) {
    return c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  /** The same body with every {@code metadata} in the provider's view, and one if it had none. */
  byte[] withMetadata(ProviderMetadata view) {
    List<String> written = new ArrayList<>();
    for (YamlNode node : metadata) {
      String json = json(node, view);
      written.add(json);
      edits.add(replacement(node, json));
    }
    if (metadata.isEmpty()) {
      String json = json(view);
      written.add(json);
      edits.add(insertion(json));
    }
    document.aliases().stream().filter(this::losesItsAnchor).forEach(this::expand);
    String result = edited();
    check(result, written);
    return result.getBytes(StandardCharsets.UTF_8);
  }

  private static List<YamlNode> metadata(Mapping root) {
    List<YamlNode> found = new ArrayList<>();
    for (Entry entry : root.entries()) {
      if (!(entry.key().resolved() instanceof Scalar key) || !YamlFlow.isText(key)) {
        throw YamlDocument.refused("only plain keys are accepted at the root of an object");
      }
      if (isMetadata(entry)) {
        found.add(entry.value());
      }
    }
    return found;
  }

  private static boolean isMetadata(Entry entry) {
    return entry.key().resolved() instanceof Scalar key && key.value().equals("metadata");
  }

  private static String json(YamlNode node, ProviderMetadata view) {
    return switch (node.resolved()) {
      case Mapping mapping -> {
        JsonMembers members = new JsonMembers();
        members.read(YamlFlow.json(mapping), 0);
        ByteSink out = new ByteSink(1024);
        view.write(members, out);
        yield new String(out.toArray(), StandardCharsets.UTF_8);
      }
      case Scalar scalar when YamlFlow.isNull(scalar) -> json(view);
      default -> throw JsonBody.notAnObject();
    };
  }

  private static String json(ProviderMetadata view) {
    ByteSink out = new ByteSink(256);
    view.writeNew(out);
    return new String(out.toArray(), StandardCharsets.UTF_8);
  }

  /** A block scalar at the end of what is replaced ends with a line feed of its own. */
  private Edit replacement(YamlNode node, String json) {
    String before = node.start() > 0 && Character.isWhitespace(at(node.start() - 1)) ? "" : " ";
    String after = node.end() > node.start() && at(node.end() - 1) == '\n' ? "\n" : "";
    return new Edit(node.start(), node.end(), before + json + after);
  }

  private Edit insertion(String json) {
    if (root.flow()) {
      int inside = text.indexOf('{', text.offsetByCodePoints(0, root.start())) + 1;
      int place = text.codePointCount(0, inside);
      return new Edit(
          place, place, "\"metadata\": " + json + (root.entries().isEmpty() ? "" : ", "));
    }
    int start = text.offsetByCodePoints(0, root.start());
    String indent = text.substring(text.lastIndexOf('\n', start - 1) + 1, start);
    if (!root.bare() || !indent.isBlank()) {
      throw YamlDocument.refused("the object has no metadata");
    }
    return new Edit(root.start(), root.start(), "metadata: " + json + "\n" + indent);
  }

  private boolean losesItsAnchor(Alias alias) {
    boolean outside = metadata.stream().noneMatch(node -> contains(node, alias));
    return outside && metadata.stream().anyMatch(node -> contains(node, alias.target()));
  }

  private static boolean contains(YamlNode outer, YamlNode inner) {
    return outer.start() <= inner.start() && inner.end() <= outer.end();
  }

  private void expand(Alias alias) {
    String json = new String(YamlFlow.json(alias.target()), StandardCharsets.UTF_8);
    edits.add(new Edit(alias.start(), alias.end(), json));
  }

  private String edited() {
    edits.sort(Comparator.comparingInt(Edit::start));
    StringBuilder result = new StringBuilder(text.length() + 512);
    int codePoints = 0;
    int at = 0;
    for (Edit edit : edits) {
      int start = text.offsetByCodePoints(at, edit.start() - codePoints);
      result.append(text, at, start).append(edit.text());
      at = text.offsetByCodePoints(start, edit.end() - edit.start());
      codePoints = edit.end();
    }
    return result.append(text, at, text.length()).toString();
  }

  private int at(int codePoint) {
    return text.codePointAt(text.offsetByCodePoints(0, codePoint));
  }

  private void check(String result, List<String> written) {
    List<String> expected = new ArrayList<>();
    Iterator<String> views = written.iterator();
    if (metadata.isEmpty()) {
      expected.add(meaning(views.next()));
    }
    for (Entry entry : root.entries()) {
      expected.add(isMetadata(entry) ? meaning(views.next()) : meaning(entry));
    }
    List<String> found = new ArrayList<>();
    if (YamlDocument.parse(result).root() instanceof Mapping changed) {
      for (Entry entry : changed.entries()) {
        found.add(isMetadata(entry) ? YamlFlow.meaning(entry.value()) : meaning(entry));
      }
    }
    if (!found.equals(expected)) {
      throw YamlDocument.refused("the metadata of this text cannot be translated; send JSON");
    }
  }

  private static String meaning(Entry entry) {
    return YamlFlow.meaning(entry.key()) + ":" + YamlFlow.meaning(entry.value());
  }

  private static String meaning(String json) {
    return YamlFlow.meaning(YamlDocument.parse(json).root());
  }
}
