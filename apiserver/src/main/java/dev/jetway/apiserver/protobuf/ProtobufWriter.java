package dev.jetway.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Writes messages of {@link Message} from JSON. Not thread-safe. */
final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream out;

  ProtobufWriter() {
    this(new ByteArrayOutputStream(512));
  }

  private ProtobufWriter(ByteArrayOutputStream out) {
    this.out = out;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  /** All fields of a message. */
  ProtobufWriter message(Message message, JsonNode object) {
    for (Message.Field field : message.fields()) {
      JsonNode value = object.path(field.name());
      boolean empty = value.isMissingNode() || value.isNull();
      if (field.always() || !empty) {
        field(field, value);
      }
    }
    return this;
  }

  /** A field of text. */
  ProtobufWriter text(int number, String text) {
    return bytes(number, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A field of bytes. */
  ProtobufWriter bytes(int number, byte[] bytes) {
    varint(((long) number << 3) | BYTES);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private void field(Message.Field field, JsonNode value) {
    int number = field.number();
    switch (field.type()) {
      case TEXT -> text(number, value.asText(""));
      case TEXTS -> value.forEach(each -> text(number, each.asText()));
      case NUMBER -> number(number, value.asLong());
      case FLAG -> number(number, value.asBoolean() ? 1 : 0);
      case TIME -> bytes(number, time(value.asText("")));
      case JSON -> bytes(number, new ProtobufWriter().text(1, asGoWrites(value)).toBytes());
      case MAP -> map(number, value);
      case MESSAGE -> bytes(number, nested(field, value));
      case MESSAGES -> value.forEach(each -> bytes(number, nested(field, each)));
    }
  }

  private static byte[] nested(Message.Field field, JsonNode value) {
    return new ProtobufWriter().message(field.message().orElseThrow(), value).toBytes();
  }

  private void map(int number, JsonNode map) {
    Map<String, String> sorted = new TreeMap<>();
    map.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue().asText()));
    sorted.forEach(
        (key, value) -> bytes(number, new ProtobufWriter().text(1, key).text(2, value).toBytes()));
  }

  private void number(int number, long value) {
    varint(((long) number << 3) | VARINT);
    varint(value);
  }

  /** Seconds and nanoseconds, which are none, since metadata has whole seconds. */
  private static byte[] time(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    ProtobufWriter time = new ProtobufWriter();
    time.number(1, Instant.parse(text).getEpochSecond());
    time.number(2, 0);
    return time.toBytes();
  }

  /** Go escapes what could be taken for HTML, and two line ends of JavaScript. */
  private static String asGoWrites(JsonNode json) {
    return json.toString()
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
