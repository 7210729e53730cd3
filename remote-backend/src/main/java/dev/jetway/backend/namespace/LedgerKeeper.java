package dev.jetway.backend.namespace;

import dev.jetway.backend.LinkCalls;
import dev.jetway.backend.namespace.ProviderNamespaceNames.Listed;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the shared {@link NamespaceRecord} while the link is up: completes it, adds what came
 * into being without us, and takes out what has gone. Every replica does it. One virtual thread.
 */
final class LedgerKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerKeeper.class);

  private final LinkCalls calls;
  private final NamespaceLedger ledger;
  private final ProviderNamespaceNames provider;
  private final Supplier<Optional<Set<String>>> watched;
  private final LedgerTimes times;
  private final LongSupplier nanoTime;
  private final Semaphore wake = new Semaphore(0);
  private final Map<String, Announced> announced = new HashMap<>(); // the thread's own
  private final Thread thread;

  /** Under which mark a name was seen to be leaving, and since when. */
  private record Announced(String mark, long since) {}

  /**
   * A keeper that has not begun.
   *
   * @param watched the names that a watch shows; empty before it knows them
   */
  LedgerKeeper(
      LinkCalls calls,
      NamespaceLedger ledger,
      ProviderNamespaceNames provider,
      Supplier<Optional<Set<String>>> watched,
      LedgerTimes times,
      LongSupplier nanoTime) {
    this.calls = calls;
    this.ledger = ledger;
    this.provider = provider;
    this.watched = watched;
    this.times = times;
    this.nanoTime = nanoTime;
    this.thread =
        Thread.ofVirtual().name("jetway-namespace-ledger-" + calls.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Asks it to look now. */
  void wake() {
    wake.release();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        calls.awaitUp();
        lookAfter();
        boolean _ = wake.tryAcquire(times.interval().toNanos(), TimeUnit.NANOSECONDS);
        wake.drainPermits();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookAfter() {
    try {
      tend();
    } catch (IOException | RuntimeException e) { // the edge of the thread
      LOG.warn(
          "record of namespaces not looked after connection={} reason=\"{}\"",
          calls.name(),
          e.getMessage());
    }
  }

  /** One round. */
  void tend() throws IOException {
    Optional<Set<String>> present = watched.get();
    NamespaceRecord record = ledger.update((now, _) -> now.with(present.orElse(Set.of())));
    if (record.coverage() == Coverage.PARTIAL) {
      Listed listed = provider.list(); // begun after the record: what was made before is in it
      record = ledger.update((now, _) -> now.whole(listed));
      LOG.info(
          "record of namespaces is {} connection={} names={}",
          record.coverage(),
          calls.name(),
          record.names().size());
    }
    if (present.isPresent() && record.coverage() == Coverage.WHOLE) {
      takeOut(record, present.get());
    }
  }

  private void takeOut(NamespaceRecord record, Set<String> present) throws IOException {
    remember(record);
    Set<String> gone = new HashSet<>(record.names());
    gone.removeAll(present);
    gone.removeAll(record.leaving().keySet());
    Set<Map.Entry<String, String>> ripe =
        record.leaving().entrySet().stream().filter(this::isRipe).collect(Collectors.toSet());
    if (gone.isEmpty() && ripe.isEmpty()) {
      return;
    }
    Listed listed = provider.list(); // the watch may lag; begun after the grace of what is ripe
    gone.removeAll(listed.names());
    remember(
        ledger.update((now, version) ->
            now.without(
                    each -> ripe.contains(each) && !listed.names().contains(each.getKey()),
                    listed.resourceVersion())
                .announcing(gone, version)));
  }

  private boolean isRipe(Map.Entry<String, String> leaving) {
    Duration grace = times.grace();
    return Optional.ofNullable(announced.get(leaving.getKey()))
        .filter(seen -> seen.mark().equals(leaving.getValue()))
        .filter(seen -> nanoTime.getAsLong() - seen.since() >= grace.toNanos())
        .isPresent();
  }

  /** What this process has seen announced, without a break, since when. */
  private void remember(NamespaceRecord record) {
    announced.keySet().retainAll(record.leaving().keySet());
    record
        .leaving()
        .forEach((name, mark) -> {
          Announced seen = announced.get(name);
          if (seen == null || !seen.mark().equals(mark)) {
            announced.put(name, new Announced(mark, nanoTime.getAsLong()));
          }
        });
  }
}
