package dev.jetway.e2e.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Kubernetes' protobuf of metadata and Status as a tree that can be compared: an array of the
 * fields in the order in which they stand, each {@code {"name": value}}.
 *
 * <p>The messages are those of {@code k8s.io/apimachinery} ({@code runtime/generated.proto}, {@code
 * meta/v1/generated.proto}).
 */
final class ProtobufText {
  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** {@code number -> name[:message]}; without a message a field is a text or a number. */
  private static final Map<String, Map<Integer, String>> MESSAGES =
      Map.ofEntries(
          Map.entry(
              "Unknown",
              Map.of(1, "typeMeta:TypeMeta", 2, "raw:?", 3, "contentEncoding", 4, "contentType")),
          Map.entry("TypeMeta", Map.of(1, "apiVersion", 2, "kind")),
          Map.entry("PartialObjectMetadata", Map.of(1, "metadata:ObjectMeta")),
          Map.entry(
              "PartialObjectMetadataList",
              Map.of(1, "metadata:ListMeta", 2, "items:PartialObjectMetadata")),
          Map.entry(
              "ListMeta",
              Map.of(1, "selfLink", 2, "resourceVersion", 3, "continue", 4, "remainingItemCount")),
          Map.entry(
              "ObjectMeta",
              Map.ofEntries(
                  Map.entry(1, "name"),
                  Map.entry(2, "generateName"),
                  Map.entry(3, "namespace"),
                  Map.entry(4, "selfLink"),
                  Map.entry(5, "uid"),
                  Map.entry(6, "resourceVersion"),
                  Map.entry(7, "generation"),
                  Map.entry(8, "creationTimestamp:Time"),
                  Map.entry(9, "deletionTimestamp:Time"),
                  Map.entry(10, "deletionGracePeriodSeconds"),
                  Map.entry(11, "labels:Entry"),
                  Map.entry(12, "annotations:Entry"),
                  Map.entry(13, "ownerReferences:OwnerReference"),
                  Map.entry(14, "finalizers"),
                  Map.entry(17, "managedFields:ManagedFields"))),
          Map.entry("Entry", Map.of(1, "key", 2, "value")),
          Map.entry("Time", Map.of(1, "seconds", 2, "nanos")),
          Map.entry(
              "OwnerReference",
              Map.of(
                  1,
                  "kind",
                  3,
                  "name",
                  4,
                  "uid",
                  5,
                  "apiVersion",
                  6,
                  "controller",
                  7,
                  "blockOwnerDeletion")),
          Map.entry(
              "ManagedFields",
              Map.of(
                  1,
                  "manager",
                  2,
                  "operation",
                  3,
                  "apiVersion",
                  4,
                  "time:Time",
                  6,
                  "fieldsType",
                  7,
                  "fieldsV1:FieldsV1",
                  8,
                  "subresource")),
          Map.entry("FieldsV1", Map.of(1, "raw")),
          Map.entry("WatchEvent", Map.of(1, "type", 2, "object:RawExtension")),
          Map.entry("RawExtension", Map.of(1, "raw:Envelope")),
          Map.entry(
              "Status",
              Map.of(
                  1,
                  "metadata:ListMeta",
                  2,
                  "status",
                  3,
                  "message",
                  4,
                  "reason",
                  5,
                  "details:StatusDetails",
                  6,
                  "code")),
          Map.entry(
              "StatusDetails",
              Map.of(
                  1,
                  "name",
                  2,
                  "group",
                  3,
                  "kind",
                  4,
                  "causes:StatusCause",
                  5,
                  "retryAfterSeconds",
                  6,
                  "uid")),
          Map.entry("StatusCause", Map.of(1, "reason", 2, "message", 3, "field")));

  private ProtobufText() {}

  /**
   * Reads a body.
   *
   * @param watch whether it is a sequence of frames, each with its length before it
   */
  static JsonNode read(byte[] bytes, boolean watch) throws IOException {
    try {
      if (!watch) {
        return envelope(bytes);
      }
      ArrayNode events = NODES.arrayNode();
      ByteBuffer in = ByteBuffer.wrap(bytes);
      while (in.hasRemaining()) {
        byte[] frame = new byte[in.getInt()];
        in.get(frame);
        events.add(message("WatchEvent", frame, ""));
      }
      return events;
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      throw new IOException("no protobuf: " + e, e);
    }
  }

  private static JsonNode envelope(byte[] bytes) throws IOException {
    if (bytes.length < 4 || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, 4))) {
      throw new IOException("the envelope's first four bytes are missing");
    }
    return message("Unknown", Arrays.copyOfRange(bytes, 4, bytes.length), "");
  }

  private static ArrayNode message(String type, byte[] bytes, String rawKind) throws IOException {
    ArrayNode fields = NODES.arrayNode();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    String kind = rawKind;
    while (in.hasRemaining()) {
      long tag = varint(in);
      String field = MESSAGES.getOrDefault(type, Map.of()).get((int) (tag >> 3));
      if (field == null) {
        throw new IOException(type + " has no field " + (tag >> 3));
      }
      int colon = field.indexOf(':');
      String name = colon < 0 ? field : field.substring(0, colon);
      String inner = colon < 0 ? "" : field.substring(colon + 1);
      JsonNode value = value((int) tag & 7, in, inner, kind);
      if (name.equals("typeMeta")) {
        kind = value.path(1).path("kind").asText();
      }
      fields.addObject().set(name, value);
    }
    return fields;
  }

  private static JsonNode value(int wire, ByteBuffer in, String type, String kind)
      throws IOException {
    if (wire == 0) {
      return NODES.numberNode(varint(in));
    }
    if (wire != 2) {
      throw new IOException("wire type " + wire);
    }
    byte[] bytes = new byte[(int) varint(in)];
    in.get(bytes);
    return switch (type) {
      case "" -> NODES.textNode(new String(bytes, StandardCharsets.UTF_8));
      case "?" -> message(kind, bytes, "");
      case "Envelope" -> envelope(bytes);
      default -> message(type, bytes, "");
    };
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new BufferUnderflowException();
  }
}
