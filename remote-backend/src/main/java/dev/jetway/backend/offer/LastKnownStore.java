package dev.jetway.backend.offer;

import dev.jetway.backend.namespace.NamespaceRecordStore;
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

  /**
   * Where the namespaces are noted that may exist at the control plane; empty for nowhere. A part
   * of the state of its own: it changes with each namespace, and all replicas write it.
   */
  Optional<NamespaceRecordStore> namespaces();

  /** Where the offer is kept that bindings have accepted. */
  default AcceptedStore accepted() {
    return AcceptedStore.none();
  }

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

      @Override
      public Optional<NamespaceRecordStore> namespaces() {
        return Optional.empty();
      }
    };
  }
}
