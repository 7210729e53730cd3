package dev.jetway.backend.cache;

import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.feed.EventType;
import dev.jetway.backend.view.ByteSink;
import dev.jetway.backend.view.ObjectBytes;
import java.nio.charset.StandardCharsets;

/**
 * JSON, as kube-apiserver writes custom resources: whole, or their metadata alone.
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
  public void writeListHead(ByteSink out) {
    out.write(ascii("{\"apiVersion\":"));
    out.write(ObjectBytes.quoted(apiVersion));
    out.write(ascii(",\"items\":["));
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
    out.write(ascii("],\"kind\":"));
    out.write(ObjectBytes.quoted(listKind));
    out.write(ascii(",\"metadata\":{\"continue\":\"\",\"resourceVersion\":\""));
    out.write(ascii(Long.toString(resourceVersion)));
    out.write(ascii("\"}}\n"));
  }

  @Override
  public void writeEvent(EventType type, Entry entry, ByteSink out) {
    out.write(ascii("{\"type\":\"" + type.name() + "\",\"object\":"));
    write(entry, out);
    out.write(ascii("}\n"));
  }

  @Override
  public void writeBookmark(long resourceVersion, boolean initialEventsEnd, ByteSink out) {
    out.write(ascii("{\"type\":\"BOOKMARK\",\"object\":"));
    writeBookmarkObject(resourceVersion, initialEventsEnd, out);
    out.write(ascii("}\n"));
  }

  /** The object of a bookmark. */
  void writeBookmarkObject(long resourceVersion, boolean initialEventsEnd, ByteSink out) {
    String end =
        initialEventsEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
    out.write(ascii("{\"kind\":"));
    out.write(ObjectBytes.quoted(kind));
    out.write(ascii(",\"apiVersion\":"));
    out.write(ObjectBytes.quoted(apiVersion));
    out.write(ascii(",\"metadata\":{\"resourceVersion\":\"" + resourceVersion + "\"" + end + "}}"));
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

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
