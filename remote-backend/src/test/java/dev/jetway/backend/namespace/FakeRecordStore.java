package dev.jetway.backend.namespace;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A record in memory, with the optimistic lock of the real one. */
public final class FakeRecordStore implements NamespaceRecordStore {
  final AtomicInteger loads = new AtomicInteger();
  final AtomicInteger saves = new AtomicInteger();
  volatile int mostNames = Integer.MAX_VALUE;
  volatile Runnable beforeSave = () -> {};
  private final AtomicReference<Optional<Stored>> kept = new AtomicReference<>(Optional.empty());
  private volatile boolean broken;

  /** From now on it fails, or does not. */
  public void breakDown(boolean now) {
    broken = now;
  }

  /** What is kept. */
  public NamespaceRecord record() {
    return kept.get().flatMap(Stored::record).orElseThrow();
  }

  /** Puts a record there, as a process before this one did. */
  public void put(NamespaceRecord record) {
    kept.set(Optional.of(new Stored(Optional.of(record), nextVersion(kept.get()))));
  }

  @Override
  public Optional<Stored> load() {
    fail();
    loads.incrementAndGet();
    return kept.get();
  }

  @Override
  public Saving save(NamespaceRecord record, String version) {
    fail();
    beforeSave.run();
    if (record.names().size() > mostNames) {
      return Saving.TOO_LARGE;
    }
    Optional<Stored> before = kept.get();
    Stored after = new Stored(Optional.of(record), nextVersion(before));
    if (!before.map(Stored::version).orElse("").equals(version)
        || !kept.compareAndSet(before, Optional.of(after))) {
      return Saving.CONFLICT;
    }
    saves.incrementAndGet();
    return Saving.SAVED;
  }

  @Override
  public String place() {
    return "ConfigMap a/b";
  }

  private static String nextVersion(Optional<Stored> before) {
    return Integer.toString(before.map(stored -> Integer.parseInt(stored.version())).orElse(0) + 1);
  }

  private void fail() {
    if (broken) {
      throw new IllegalStateException("the store is broken");
    }
  }
}
