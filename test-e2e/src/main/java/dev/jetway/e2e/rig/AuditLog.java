package dev.jetway.e2e.rig;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The audit log of one API server: who asked what. An event is in it before its answer is sent.
 *
 * <p>Reads the log whole each time; use {@link #position()} and {@link #since} in long runs. Safe
 * for use by several threads.
 */
public final class AuditLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<byte[]> content;

  AuditLog(Supplier<byte[]> content) {
    this.content = content;
  }

  /** Where the log ends now, in bytes, for {@link #since}. */
  public long position() {
    return content.get().length;
  }

  /** All events that match, oldest first. */
  public List<AuditEvent> events(Predicate<AuditEvent> filter) {
    return since(0, filter);
  }

  /** The events behind a {@link #position()} that match, oldest first. */
  public List<AuditEvent> since(long position, Predicate<AuditEvent> filter) {
    byte[] bytes = content.get();
    int from = (int) Math.min(position, bytes.length);
    String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    List<AuditEvent> events = new ArrayList<>();
    // The last line may be half written.
    text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .map(AuditLog::parse)
        .filter(filter)
        .forEach(events::add);
    return events;
  }

  private static AuditEvent parse(String line) {
    try {
      return AuditEvent.of(JSON.readTree(line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
