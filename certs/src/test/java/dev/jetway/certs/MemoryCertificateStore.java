package dev.jetway.certs;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A store with the optimistic concurrency of a Secret. */
final class MemoryCertificateStore implements CertificateStore {

  private final AtomicReference<Optional<Stored>> content = new AtomicReference<>(Optional.empty());

  /** Runs once before the next write, as another replica that is faster. */
  private volatile Runnable beforeWrite = () -> {};

  private volatile boolean broken;

  void beforeNextWrite(Runnable action) {
    beforeWrite = action;
  }

  void broken(boolean isBroken) {
    broken = isBroken;
  }

  void overwrite(Map<String, String> data) {
    content.set(Optional.of(new Stored(nextVersion(), data)));
  }

  @Override
  public Optional<Stored> load() {
    if (broken) {
      throw new CertificateStoreException("the store is away", null);
    }
    return content.get();
  }

  @Override
  public synchronized boolean create(Map<String, String> data) {
    return load().isEmpty() && write(Optional.empty(), data);
  }

  @Override
  public boolean replace(Stored expected, Map<String, String> data) {
    return write(Optional.of(expected), data);
  }

  private boolean write(Optional<Stored> expected, Map<String, String> data) {
    Runnable action = beforeWrite;
    beforeWrite = () -> {};
    action.run();
    Optional<Stored> present = content.get();
    return present.map(Stored::version).equals(expected.map(Stored::version))
        && content.compareAndSet(present, Optional.of(new Stored(nextVersion(), data)));
  }

  private String nextVersion() {
    return content.get().map(stored -> stored.version() + "'").orElse("v");
  }
}
