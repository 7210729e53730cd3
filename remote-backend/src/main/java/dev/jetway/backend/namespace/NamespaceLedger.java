package dev.jetway.backend.namespace;

import dev.jetway.backend.Coalesced;
import dev.jetway.backend.namespace.NamespaceRecordStore.Saving;
import dev.jetway.backend.namespace.NamespaceRecordStore.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process knows of the shared {@link NamespaceRecord}, and how it changes it.
 *
 * <p>Every change is made to what is kept at that moment, under the store's optimistic lock: what
 * others noted stays. Names that come while a write is under way go together with the next one.
 *
 * <p>Thread-safe; calls block on the store, for {@link #PATIENCE} at most where somebody waits.
 */
final class NamespaceLedger {
  /** How long a request waits for the store. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int ATTEMPTS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceLedger.class);

  private final NamespaceRecordStore store;
  private final Supplier<Optional<Owner>> owner;
  private final LedgerTimes times;
  private final LongSupplier nanoTime;
  private final Queue<String> wanted = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Optional<Copy>> copy = new AtomicReference<>(Optional.empty());
  private final Coalesced<String> notes;
  private final Coalesced<NamespaceRecord> looks;

  /** The record as it was at some time after {@code asked}. */
  private record Copy(NamespaceRecord record, long asked) {}

  /** A change of the record, made again if somebody else was faster. */
  interface Change {
    /**
     * The record after the change.
     *
     * @param before as it is kept
     * @param version the store's version of it, which no other write begins from
     */
    NamespaceRecord of(NamespaceRecord before, String version);
  }

  NamespaceLedger(
      NamespaceRecordStore store,
      Supplier<Optional<Owner>> owner,
      LedgerTimes times,
      LongSupplier nanoTime) {
    this.store = store;
    this.owner = owner;
    this.times = times;
    this.nanoTime = nanoTime;
    this.notes = new Coalesced<>("jetway-namespace-note", this::writeNotes);
    this.looks = new Coalesced<>("jetway-namespace-record", () -> update((before, _) -> before));
  }

  /**
   * Whether a namespace is noted for certain, as far as this process knows without asking: then an
   * object may be made in it.
   */
  boolean isNoted(String name) {
    return copy.get()
        .filter(known -> nanoTime.getAsLong() - known.asked() < times.validity().toNanos())
        .map(Copy::record)
        .filter(record -> owner.get().equals(Optional.of(record.owner())))
        .filter(record -> record.allowsCreation(name))
        .isPresent();
  }

  /** Notes a namespace; gives the reason if that did not succeed. */
  Optional<String> note(String name) {
    String reason = "";
    for (int attempt = 0; attempt < ATTEMPTS && reason.isEmpty() && !isNoted(name); attempt++) {
      wanted.add(name);
      reason = notes.get(PATIENCE.toNanos()).orElse("no answer in time");
    }
    return isNoted(name)
        ? Optional.empty()
        : Optional.of(
            "could not note namespace \"" + name + "\" in " + store.place() + ": " + reason);
  }

  /** The record as it is after the call began; empty if it cannot be read. */
  Optional<NamespaceRecord> current() {
    return looks.get(PATIENCE.toNanos());
  }

  /**
   * Changes the record, and begins one if there is none of this owner.
   *
   * @return the record after the change
   * @throws RuntimeException if the store cannot be read or written
   */
  NamespaceRecord update(Change change) {
    Owner now =
        owner
            .get()
            .orElseThrow(() -> new IllegalStateException("the control plane is not known yet"));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long asked = nanoTime.getAsLong();
      Optional<Stored> stored = store.load();
      String version = stored.map(Stored::version).orElse("");
      Optional<NamespaceRecord> ours =
          stored.flatMap(Stored::record).filter(record -> record.owner().equals(now));
      if (ours.isEmpty()) {
        store.save(NamespaceRecord.begun(now), version);
        continue; // what is changed is what is kept, whoever began it
      }
      NamespaceRecord after = change.of(ours.get(), version);
      if (after.equals(ours.get()) || isSaved(after, version)) {
        keep(new Copy(after, asked));
        return after;
      }
    }
    throw new IllegalStateException("others changed it " + ATTEMPTS + " times meanwhile");
  }

  private boolean isSaved(NamespaceRecord after, String version) {
    Saving saving = store.save(after, version);
    if (saving == Saving.TOO_LARGE) {
      LOG.warn(
          "namespaces are no longer recorded place=\"{}\" reason=\"{} are too many\"",
          store.place(),
          after.names().size());
      store.save(after.overfull(), version);
    }
    return saving == Saving.SAVED; // the mark of too many is read back by the next attempt
  }

  /** The reason why it failed; nothing if it did not. */
  private String writeNotes() {
    List<String> batch = new ArrayList<>();
    for (String name = wanted.poll(); name != null; name = wanted.poll()) {
      batch.add(name);
    }
    try {
      update((before, _) -> before.with(batch));
      return "";
    } catch (RuntimeException e) { // whoever waits is told, whatever it was
      return String.valueOf(e.getMessage());
    }
  }

  private void keep(Copy read) {
    copy.accumulateAndGet(
        Optional.of(read),
        (last, next) ->
            last.isPresent() && last.get().asked() - next.orElseThrow().asked() > 0 ? last : next);
  }
}
