package dev.jetway.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;

/** Kubernetes' protobuf of what there is of custom resources in it. Thread-safe. */
public final class KubernetesProtobuf {
  /** The media type. */
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private KubernetesProtobuf() {}

  /**
   * A {@code PartialObjectMetadata}, a list of them, or a {@code Status}, in its envelope.
   *
   * @throws IllegalArgumentException if it is another kind
   */
  public static byte[] envelope(JsonNode object) {
    String kind = object.path("kind").asText();
    Message message =
        switch (kind) {
          case "PartialObjectMetadata" -> Message.PARTIAL_OBJECT_METADATA;
          case "PartialObjectMetadataList" -> Message.PARTIAL_OBJECT_METADATA_LIST;
          case "Status" -> Message.STATUS;
          default -> throw new IllegalArgumentException("there is no protobuf of kind " + kind);
        };
    byte[] type =
        new ProtobufWriter().text(1, object.path("apiVersion").asText()).text(2, kind).toBytes();
    byte[] raw = new ProtobufWriter().message(message, object).toBytes();
    byte[] unknown =
        new ProtobufWriter().bytes(1, type).bytes(2, raw).text(3, "").text(4, "").toBytes();
    return ByteBuffer.allocate(MAGIC.length + unknown.length).put(MAGIC).put(unknown).array();
  }

  /** A watch event, with its length before it. */
  public static byte[] frame(JsonNode event) {
    byte[] extension = new ProtobufWriter().bytes(1, envelope(event.path("object"))).toBytes();
    byte[] frame =
        new ProtobufWriter().text(1, event.path("type").asText()).bytes(2, extension).toBytes();
    return ByteBuffer.allocate(Integer.BYTES + frame.length)
        .putInt(frame.length)
        .put(frame)
        .array();
  }
}
