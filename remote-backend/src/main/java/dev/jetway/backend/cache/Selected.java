package dev.jetway.backend.cache;

import dev.jetway.backend.feed.Entry;
import dev.jetway.backend.feed.Event;
import dev.jetway.backend.feed.EventType;
import dev.jetway.backend.view.ByteSink;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an event is for those who see a selection: an object that comes into it is added, one that
 * leaves it is deleted, with its last state in the selection and the version at which it left.
 */
final class Selected {
  private final Selection selection;
  private Form form;

  /** One way of writing an event; equal ones share the bytes. */
  private record Writing(Form form, EventType type) {}

  Selected(Selection selection, Form form) {
    this.selection = selection;
    this.form = form;
  }

  /** The line of an event; empty if it is not to be seen. */
  Optional<byte[]> line(Event event) {
    if (!selection.mayMatch(event.entry())) {
      return Optional.empty(); // the key of an object never changes
    }
    boolean deleted = event.type() == EventType.DELETED;
    boolean now = !deleted && selection.matches(event.entry());
    boolean before =
        event
            .previous()
            .map(selection::matches)
            .orElse(deleted && selection.matches(event.entry()));
    if (now) {
      return Optional.of(line(event, before ? EventType.MODIFIED : EventType.ADDED));
    }
    return before ? Optional.of(line(event, EventType.DELETED)) : Optional.empty();
  }

  /** Writes something that is no change: an object of the initial state, or a bookmark. */
  void write(Consumer<Form> event) {
    event.accept(form);
    form = form.later();
  }

  private byte[] line(Event event, EventType type) {
    Form now = form;
    form = now.later();
    return event.line(
        new Writing(now, type),
        () -> {
          Entry entry = event.entry();
          if (type == EventType.DELETED && event.type() != EventType.DELETED) {
            entry = event.previous().orElseThrow().at(event.resourceVersion());
          }
          ByteSink out = new ByteSink(entry.length() + 64);
          now.writeEvent(type, entry, out);
          return out.toArray();
        });
  }
}
