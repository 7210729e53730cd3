package dev.jetway.backend.offer;

import java.util.Optional;

/** Keeps {@link LastKnown} beyond the life of a process. Implementations are thread-safe. */
public interface LastKnownStore {
  /**
   * What was saved last, by whichever replica.
   *
   * @throws RuntimeException if the store cannot be read; the caller goes on without
   */
  Optional<LastKnown> load();

  /**
   * Saves, replacing what was there.
   *
   * @throws RuntimeException if the store cannot be written; the caller tries again with the next
   *     change
   */
  void save(LastKnown lastKnown);

  /** Keeps nothing. */
  static LastKnownStore none() {
    return new LastKnownStore() {
      @Override
      public Optional<LastKnown> load() {
        return Optional.empty();
      }

      @Override
      public void save(LastKnown lastKnown) {
        // nothing is kept
      }
    };
  }
}
