package dev.jetway.backend.cache;

import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.feed.EventType;
import dev.jetway.backend.view.ByteSink;
import java.nio.charset.StandardCharsets;

/**
 * JSON, as kube-apiserver writes custom resources: whole, with members sorted by name, or their
 * metadata alone, in the order of its own types.
 *
 * @param apiVersion of the objects
 * @param kind of the objects
 * @param listKind of a list of them
 * @param metadataOnly whether only the metadata is wanted
 */
record JsonForm(String apiVersion, String kind, String listKind, boolean metadataOnly)
    implements Form {
  private static final String META = "meta.k8s.io/v1";
  private static final String PARTIAL = "PartialObjectMetadata";
  private static final byte[] PARTIAL_START =
      ascii("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":");

  /** Whole objects. */
  static JsonForm whole(String apiVersion, String kind, String listKind) {
    return new JsonForm(apiVersion, kind, listKind, false);
  }

  /** Their metadata alone. */
  static JsonForm metadata() {
    return new JsonForm(META, PARTIAL, PARTIAL + "List", true);
  }

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public void writeObject(Entry entry, ByteSink out) {
    write(entry, out);
    out.write('\n');
  }

  @Override
  public void writeListHead(long resourceVersion, ByteSink out) {
    if (metadataOnly) {
      write(
          "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%d\"},\"items\":["
              .formatted(listKind, apiVersion, resourceVersion),
          out);
    } else {
      write("{\"apiVersion\":\"%s\",\"items\":[".formatted(apiVersion), out);
    }
  }

  @Override
  public void writeItem(Entry entry, boolean first, ByteSink out) {
    if (!first) {
      out.write(',');
    }
    write(entry, out);
  }

  @Override
  public void writeListTail(long resourceVersion, ByteSink out) {
    if (metadataOnly) {
      write("]}\n", out);
    } else {
      write(
          "],\"kind\":\"%s\",\"metadata\":{\"continue\":\"\",\"resourceVersion\":\"%d\"}}\n"
              .formatted(listKind, resourceVersion),
          out);
    }
  }

  @Override
  public void writeEvent(EventType type, Entry entry, ByteSink out) {
    write("{\"type\":\"%s\",\"object\":".formatted(type.name()), out);
    write(entry, out);
    write("}\n", out);
  }

  @Override
  public void writeBookmark(long resourceVersion, boolean initialEventsEnd, ByteSink out) {
    write("{\"type\":\"BOOKMARK\",\"object\":", out);
    writeBookmarkObject(resourceVersion, initialEventsEnd, out);
    write("}\n", out);
  }

  /** The object of a bookmark: Kubernetes' own types and custom resources differ in their order. */
  void writeBookmarkObject(long resourceVersion, boolean initialEventsEnd, ByteSink out) {
    String version = "\"resourceVersion\":\"%d\"".formatted(resourceVersion);
    String end = "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}";
    if (metadataOnly) {
      String metadata = initialEventsEnd ? version + "," + end : version;
      write(
          "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":{%s}}"
              .formatted(kind, apiVersion, metadata),
          out);
    } else {
      String metadata = initialEventsEnd ? end + "," + version : version;
      write(
          "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{%s}}"
              .formatted(apiVersion, kind, metadata),
          out);
    }
  }

  private void write(Entry entry, ByteSink out) {
    if (metadataOnly) {
      out.write(PARTIAL_START);
      entry.writeMetadataTo(out);
      out.write('}');
    } else {
      entry.writeTo(out);
    }
  }

  /** Names of kinds, groups and versions need no escapes. */
  private static void write(String text, ByteSink out) {
    out.write(ascii(text));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
