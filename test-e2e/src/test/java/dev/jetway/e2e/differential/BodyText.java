package dev.jetway.e2e.differential;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Bodies as trees that can be compared; numbers keep every digit that was written. */
final class BodyText {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(1 << 26).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private BodyText() {}

  /**
   * A body as a tree: one JSON document, or an array of several; YAML as JSON; protobuf as an array
   * of its fields; anything else as text.
   */
  static JsonNode read(Answer answer) {
    byte[] bytes = decoded(answer);
    String type = answer.header("content-type");
    try {
      if (type.startsWith("application/json")) {
        return documents(bytes);
      }
      if (type.startsWith("application/yaml")) {
        return yaml(bytes);
      }
      if (type.startsWith("application/vnd.kubernetes.protobuf")) {
        JsonNode read = ProtobufText.read(bytes, type.contains("stream=watch"));
        return type.contains("stream=watch") ? withoutPeriodicBookmarks(read) : read;
      }
    } catch (IOException | YamlEngineException e) {
      return TextNode.valueOf("cannot be read (" + e.getMessage() + "): " + text(bytes));
    }
    return TextNode.valueOf(text(bytes));
  }

  /** What a tree does not show of the bytes: how they are laid out. */
  static String form(Answer answer) {
    byte[] bytes = decoded(answer);
    if (bytes.length == 0) {
      return "empty";
    }
    boolean json = bytes[0] == '{';
    boolean indented = json && bytes.length > 1 && bytes[1] == '\n';
    boolean lineFeed = bytes[bytes.length - 1] == '\n';
    return (json ? "JSON" : "other")
        + (indented ? ", indented" : "")
        + (lineFeed ? ", line feed at the end" : "");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] decoded(Answer answer) {
    if (!answer.header("content-encoding").equals("gzip")) {
      return answer.bytes();
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.bytes()))) {
      return in.readAllBytes();
    } catch (IOException e) {
      return ("no gzip: " + e.getMessage()).getBytes(StandardCharsets.UTF_8);
    }
  }

  private static JsonNode documents(byte[] bytes) throws IOException {
    ArrayNode all = JSON.createArrayNode();
    try (MappingIterator<JsonNode> documents = JSON.readerFor(JsonNode.class).readValues(bytes)) {
      while (documents.hasNextValue()) {
        JsonNode document = documents.nextValue();
        if (!isPeriodicBookmark(document)) {
          all.add(document);
        }
      }
    }
    return all.size() == 1 ? all.get(0) : all;
  }

  /** How many bookmarks come, and when, is the server's to choose; but for the one that is due. */
  private static boolean isPeriodicBookmark(JsonNode event) {
    String text = event.toString();
    boolean bookmark =
        event.path("type").asText().equals("BOOKMARK")
            || event.path(0).path("type").asText().equals("BOOKMARK");
    return bookmark && !text.contains("initial-events-end");
  }

  private static JsonNode withoutPeriodicBookmarks(JsonNode events) {
    ArrayNode kept = JSON.createArrayNode();
    events.forEach(event -> {
      if (!isPeriodicBookmark(event)) {
        kept.add(event);
      }
    });
    return kept;
  }

  private static JsonNode yaml(byte[] bytes) {
    Object tree =
        new Load(LoadSettings.builder().build())
            .loadFromString(text(bytes).replace("\\L", "\\u2028"));
    return JSON.valueToTree(tree);
  }
}
