package dev.jetway.backend.cache;

import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.feed.Event;
import dev.jetway.backend.feed.EventType;
import dev.jetway.backend.feed.Timeline;
import dev.jetway.backend.feed.Waiter;
import dev.jetway.backend.view.ByteSink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * The body of a watch: a cursor into a timeline, moved on whenever the client can take more.
 *
 * <pre>
 *   state ─► (bookmark) ─► events ─► … ─► end of the timeline, of the time, or of the ring: EOF
 *              read() ──none──► demand(): waits at the timeline ──news──► read()
 * </pre>
 *
 * <p>Nothing is queued here. A client that does not read holds back nobody; when it comes back too
 * late, the ring has forgotten what it needs, and the stream ends as if its time were up: then the
 * client goes on from its last version, at the provider.
 *
 * <p>One reader at a time. While it waits it belongs to the timeline, whose lock hands its state
 * over.
 */
final class WatchBody implements Content.Source, Waiter {
  /** How much is written at once, in bytes, unless one event is larger. */
  private static final int BATCH = 32 * 1024;

  private final Timeline timeline;
  private final Selection selection;
  private final Selected selected;
  private final WatchTimes times;
  private final long startVersion;
  private final Runnable whenEnded;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Throwable failure;
  private @Nullable Runnable demanded;
  private List<Entry> state;
  private int stateAt;
  private boolean initialEndDue;
  private boolean lastLineSent;
  private long position;

  /**
   * A body that has not been read.
   *
   * @param whenEnded is run once when nobody reads it any more
   */
  WatchBody(
      Timeline timeline,
      Selection selection,
      Form form,
      WatchStart start,
      WatchTimes times,
      Runnable whenEnded) {
    this.timeline = timeline;
    this.selection = selection;
    this.selected = new Selected(selection, form);
    this.times = times;
    this.whenEnded = whenEnded;
    this.startVersion = start.resourceVersion();
    this.state = selection.narrow(start.state());
    this.initialEndDue = start.endOfState();
    this.position = start.position();
  }

  @Override
  public Content.@Nullable Chunk read() {
    Throwable broken = failure;
    if (broken != null) {
      return Content.Chunk.from(broken, true);
    }
    if (ended.get()) {
      return Content.Chunk.EOF;
    }
    ByteBuffer bytes = next();
    return bytes.hasRemaining() ? Content.Chunk.from(bytes, false) : nothing();
  }

  @Override
  public void demand(Runnable demandCallback) {
    demanded = demandCallback;
    boolean waits = !ended.get() && state.isEmpty() && !hasMore() && timeline.park(this, position);
    if (!waits) {
      wake();
    } else if (failure != null && timeline.unpark(this)) {
      wake(); // it failed just before it waited
    }
  }

  @Override
  public void fail(Throwable cause) {
    failure = cause;
    end();
    if (timeline.unpark(this)) {
      wake();
    }
  }

  @Override
  public boolean wants(Event event) {
    return event.resourceVersion() > startVersion && selection.mayMatch(event.entry());
  }

  @Override
  public void passed(long passedPosition) {
    position = passedPosition;
  }

  @Override
  public long due() {
    return times.due();
  }

  @Override
  public void wake() {
    Runnable callback = demanded;
    demanded = null;
    if (callback != null) {
      callback.run();
    }
  }

  private Content.@Nullable Chunk nothing() {
    return ended.get() ? Content.Chunk.EOF : null;
  }

  /** What comes next, possibly nothing; notices the end. */
  private ByteBuffer next() {
    if (times.isOver()) {
      end();
      return ByteBuffer.allocate(0);
    }
    ByteBuffer bytes = state.isEmpty() ? ByteBuffer.allocate(0) : stateEvents();
    if (!bytes.hasRemaining() && initialEndDue) {
      initialEndDue = false;
      return bookmark(startVersion, true);
    }
    if (!bytes.hasRemaining()) {
      bytes = events();
    }
    return bytes.hasRemaining() || ended.get() ? bytes : caughtUp();
  }

  private ByteBuffer stateEvents() {
    ByteSink out = new ByteSink(BATCH + 4096);
    while (stateAt < state.size() && out.length() < BATCH) {
      Entry entry = state.get(stateAt++);
      if (selection.matches(entry)) {
        selected.write(form -> form.writeEvent(EventType.ADDED, entry, out));
      }
    }
    if (stateAt == state.size()) {
      state = List.of();
    }
    return out.toBuffer();
  }

  /** The next events: one as its shared bytes, several copied together. */
  private ByteBuffer events() {
    byte[] first = null;
    ByteSink batch = new ByteSink(0);
    long to = timeline.next();
    while (position < to && batch.length() < BATCH) {
      Optional<Event> event = timeline.at(position);
      if (event.isEmpty()) {
        // The ring has forgotten it; what was gathered is whole, and the end comes with the next.
        if (first == null) {
          end();
        }
        break;
      }
      position++;
      Optional<byte[]> line =
          event.get().resourceVersion() > startVersion
              ? selected.line(event.get())
              : Optional.empty();
      if (line.isPresent()) {
        if (first == null) {
          first = line.get();
          if (first.length >= BATCH) {
            break;
          }
        } else {
          if (batch.length() == 0) {
            batch.write(first);
          }
          batch.write(line.get());
        }
      }
    }
    if (batch.length() > 0) {
      return batch.toBuffer();
    }
    return first == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(first);
  }

  /** Nothing is left to be told but what the clock and the end of the timeline bring. */
  private ByteBuffer caughtUp() {
    if (timeline.isEnded() && position == timeline.next()) {
      Optional<byte[]> last = lastLineSent ? Optional.empty() : timeline.lastLine();
      lastLineSent = true;
      if (last.isEmpty()) {
        end();
      }
      return last.map(ByteBuffer::wrap).orElseGet(() -> ByteBuffer.allocate(0));
    }
    if (!times.isBookmarkDue()) {
      return ByteBuffer.allocate(0);
    }
    // The version is read first: what came up to it is in the ring, and then behind the cursor.
    long reached = timeline.resourceVersion();
    if (position != timeline.next()) {
      return ByteBuffer.allocate(0);
    }
    times.bookmarkSent();
    return reached < startVersion ? ByteBuffer.allocate(0) : bookmark(reached, false);
  }

  private ByteBuffer bookmark(long resourceVersion, boolean endOfState) {
    ByteSink out = new ByteSink(256);
    selected.write(form -> form.writeBookmark(resourceVersion, endOfState, out));
    return out.toBuffer();
  }

  private boolean hasMore() {
    return initialEndDue || times.isOver() || timeline.isEnded();
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      whenEnded.run();
    }
  }
}
