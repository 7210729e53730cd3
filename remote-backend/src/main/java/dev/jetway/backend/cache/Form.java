package dev.jetway.backend.cache;

import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.feed.EventType;
import dev.jetway.backend.view.ByteSink;

/**
 * How objects are written for a client. Equal forms write the same bytes, which is what lets
 * watchers share them.
 */
interface Form {
  /**
   * How the next event is written after one was: the same way, unless that is for the first one.
   */
  default Form later() {
    return this;
  }

  /** The media type of an answer. */
  String contentType();

  /** One object, as an answer of its own. */
  void writeObject(Entry entry, ByteSink out);

  /** What comes before the first item of a list. */
  void writeListHead(long resourceVersion, ByteSink out);

  /**
   * One item of a list.
   *
   * @param first whether it is the first one
   */
  void writeItem(Entry entry, boolean first, ByteSink out);

  /** What comes behind the last item of a list. */
  void writeListTail(long resourceVersion, ByteSink out);

  /** One event. */
  void writeEvent(EventType type, Entry entry, ByteSink out);

  /**
   * A bookmark.
   *
   * @param initialEventsEnd whether it says that all objects have been sent
   */
  void writeBookmark(long resourceVersion, boolean initialEventsEnd, ByteSink out);
}
