package dev.jetway.tunnel.scope;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.jetway.tunnel.OriginLabels;
import dev.jetway.tunnel.SingleObjectName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts the origin labels into an object that is written in JSON, where they are missing: bytes are
 * put between the others, which stay as they are. Pure function.
 *
 * <p>This is a help, and no check: what it does not understand stays as it is, and so does a label
 * that has another value. What is written without the right labels is refused by the control plane,
 * by a policy that says which.
 */
final class LabelledBody {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_LABEL = 63;

  /** Where the labels are, as far as it was found out. */
  private static final class Found {
    private final Set<String> labels = new HashSet<>();
    private int object = -1;
    private int metadata = -1;
    private int labelsAt = -1;
    private boolean empty;
    private String name = "";
    private boolean clear = true;
  }

  private LabelledBody() {}

  /** The body with these labels, and with that of its name. */
  static ByteBuffer of(ByteBuffer body, Map<String, String> wanted) {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    Found found = new Found();
    try (JsonParser parser = JSON.createParser(bytes)) {
      readObject(parser, found);
    } catch (IOException _) {
      return body;
    }
    SortedMap<String, String> missing = new TreeMap<>(wanted);
    if (!found.name.isEmpty()
        && found.name.length() <= MAX_LABEL
        && SingleObjectName.isPossible(found.name)) {
      missing.put(OriginLabels.NAME, found.name);
    }
    missing.keySet().removeAll(found.labels);
    return found.clear && !missing.isEmpty() ? inserted(bytes, found, missing) : body;
  }

  private static ByteBuffer inserted(byte[] bytes, Found found, Map<String, String> missing) {
    StringBuilder text = new StringBuilder();
    missing.forEach((key, value) ->
        text.append(text.isEmpty() ? "" : ",")
            .append(quoted(key))
            .append(':')
            .append(quoted(value)));
    int at = found.labelsAt;
    if (at < 0) {
      text.insert(0, "\"labels\":{").append('}');
      at = found.metadata;
    }
    if (at < 0) {
      text.insert(0, "\"metadata\":{").append('}');
      at = found.object;
    }
    if (at <= 0 || bytes[at - 1] != '{') {
      return ByteBuffer.wrap(bytes); // not in UTF-8
    }
    if (!found.empty) {
      text.append(',');
    }
    byte[] more = text.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(bytes.length + more.length)
        .put(bytes, 0, at)
        .put(more)
        .put(bytes, at, bytes.length - at)
        .flip();
  }

  private static String quoted(String text) {
    return JsonNodeFactory.instance.textNode(text).toString();
  }

  private static void readObject(JsonParser parser, Found found) throws IOException {
    found.object = enter(parser, parser.nextToken(), found);
    boolean first = true;
    while (found.clear && parser.nextToken() == JsonToken.FIELD_NAME) {
      first = false;
      boolean isMetadata = parser.currentName().equals("metadata");
      JsonToken value = parser.nextToken();
      if (isMetadata) {
        found.clear = found.metadata < 0;
        found.metadata = enter(parser, value, found);
        readMetadata(parser, found);
      } else {
        parser.skipChildren();
      }
    }
    if (found.metadata < 0) {
      found.empty = first;
    }
    found.clear &= parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
  }

  private static void readMetadata(JsonParser parser, Found found) throws IOException {
    boolean first = true;
    while (found.clear && parser.nextToken() == JsonToken.FIELD_NAME) {
      first = false;
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (key.equals("labels")) {
        found.clear = found.labelsAt < 0;
        found.labelsAt = enter(parser, value, found);
        readLabels(parser, found);
      } else {
        if (key.equals("name") && value == JsonToken.VALUE_STRING) {
          found.name = parser.getText();
        }
        parser.skipChildren();
      }
    }
    if (found.labelsAt < 0) {
      found.empty = first;
    }
  }

  private static void readLabels(JsonParser parser, Found found) throws IOException {
    while (found.clear && parser.nextToken() == JsonToken.FIELD_NAME) {
      found.labels.add(parser.currentName());
      parser.nextToken();
      parser.skipChildren();
    }
    found.empty = found.labels.isEmpty();
  }

  /** Where the inside of an object begins. */
  private static int enter(JsonParser parser, JsonToken token, Found found) {
    found.clear &= token == JsonToken.START_OBJECT;
    return (int) parser.currentTokenLocation().getByteOffset() + 1;
  }
}
