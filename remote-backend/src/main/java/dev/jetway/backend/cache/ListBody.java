package dev.jetway.backend.cache;

import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.view.ByteSink;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * The body of a list, written piece by piece as the client takes it: memory does not grow with the
 * list. One reader at a time.
 */
final class ListBody implements Content.Source {
  private static final int BATCH = 64 * 1024;

  private final List<Entry> entries;
  private final Selection selection;
  private final Form form;
  private final long resourceVersion;
  private volatile @Nullable Throwable failure;
  private boolean any;
  private boolean started;
  private boolean done;
  private int at;

  ListBody(List<Entry> entries, Selection selection, Form form, long resourceVersion) {
    this.entries = selection.narrow(entries);
    this.selection = selection;
    this.form = form;
    this.resourceVersion = resourceVersion;
  }

  @Override
  public Content.Chunk read() {
    Throwable broken = failure;
    if (broken != null) {
      return Content.Chunk.from(broken, true);
    }
    if (done) {
      return Content.Chunk.EOF;
    }
    ByteSink out = new ByteSink(BATCH + 4096);
    if (!started) {
      started = true;
      form.writeListHead(resourceVersion, out);
    }
    while (at < entries.size() && out.length() < BATCH) {
      Entry entry = entries.get(at++);
      if (selection.matches(entry)) {
        form.writeItem(entry, !any, out);
        any = true;
      }
    }
    if (at == entries.size()) {
      done = true;
      form.writeListTail(resourceVersion, out);
    }
    return Content.Chunk.from(out.toBuffer(), done);
  }

  @Override
  public void demand(Runnable demandCallback) {
    demandCallback.run();
  }

  @Override
  public void fail(Throwable cause) {
    failure = cause;
  }
}
