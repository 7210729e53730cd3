package dev.jetway.backend.namespace;

import java.util.Optional;

/**
 * Keeps a {@link NamespaceRecord} that several processes share. Implementations are thread-safe.
 */
public interface NamespaceRecordStore {
  /**
   * What is kept as it is after the call began; empty if there is nothing.
   *
   * @throws RuntimeException if the store cannot be read
   */
  Optional<Stored> load();

  /**
   * Writes a record in the place of another.
   *
   * @param version the one that it replaces, empty for none; nothing is written if there is another
   * @throws RuntimeException if the store cannot be written
   */
  Saving save(NamespaceRecord record, String version);

  /** For messages: where the record is. */
  String place();

  /**
   * A record that is kept.
   *
   * @param record what is in it; empty if it cannot be understood
   * @param version changes with each write
   */
  record Stored(Optional<NamespaceRecord> record, String version) {}

  /** What became of a write. */
  enum Saving {
    /** It is durable. */
    SAVED,
    /** Somebody else was faster: nothing was written. */
    CONFLICT,
    /** It does not fit: nothing was written. */
    TOO_LARGE
  }
}
