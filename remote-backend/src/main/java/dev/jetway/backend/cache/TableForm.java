package dev.jetway.backend.cache;

import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.feed.EventType;
import dev.jetway.backend.table.TableRenderer;
import dev.jetway.backend.table.TableRequest;
import dev.jetway.backend.view.ByteSink;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/**
 * Tables, as {@code kubectl get} asks for them. Watchers of the same table share an event's bytes,
 * and with them the ages in it, as kube-apiserver's watchers do.
 *
 * @param objects how the objects themselves are written
 * @param renderer of the resource's columns
 * @param request which table
 * @param withColumns whether the next event says what the columns are: only a watch's first one
 *     does
 * @param clock what ages are counted to
 */
record TableForm(
    JsonForm objects,
    TableRenderer renderer,
    TableRequest request,
    boolean withColumns,
    Clock clock)
    implements Form {
  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public Form later() {
    return withColumns ? new TableForm(objects, renderer, request, false, clock) : this;
  }

  @Override
  public void writeObject(Entry entry, ByteSink out) {
    out.write(renderer.table(request, bytes(entry), true, clock.instant()));
    out.write('\n');
  }

  @Override
  public void writeListHead(long resourceVersion, ByteSink out) {
    out.write(renderer.head(request, true));
  }

  @Override
  public void writeItem(Entry entry, boolean first, ByteSink out) {
    if (!first) {
      out.write(',');
    }
    out.write(renderer.row(request, bytes(entry), clock.instant()));
  }

  @Override
  public void writeListTail(long resourceVersion, ByteSink out) {
    out.write(renderer.tail(Long.toString(resourceVersion)));
    out.write('\n');
  }

  @Override
  public void writeEvent(EventType type, Entry entry, ByteSink out) {
    event(type.name(), bytes(entry), out);
  }

  @Override
  public void writeBookmark(long resourceVersion, boolean initialEventsEnd, ByteSink out) {
    ByteSink object = new ByteSink(256);
    objects.writeBookmarkObject(resourceVersion, initialEventsEnd, object);
    event("BOOKMARK", object.toArray(), out);
  }

  private void event(String type, byte[] object, ByteSink out) {
    out.write(ascii("{\"type\":\"" + type + "\",\"object\":"));
    out.write(renderer.table(request, object, withColumns, clock.instant()));
    out.write(ascii("}\n"));
  }

  private static byte[] bytes(Entry entry) {
    ByteSink out = new ByteSink(entry.length());
    entry.writeTo(out);
    return out.toArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
