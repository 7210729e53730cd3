package dev.jetway.backend.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamespaceLedgerTest {
  private static final Owner OWNER = new Owner("plane-1", "shop");

  private final FakeRecordStore store = new FakeRecordStore();
  private final AtomicLong nanos = new AtomicLong();
  private final NamespaceLedger ledger = ledger();

  private NamespaceLedger ledger() {
    return new NamespaceLedger(store, () -> Optional.of(OWNER), LedgerTimes.DEFAULT, nanos::get);
  }

  @Test
  void aNameIsKeptBeforeItCountsAsNoted() {
    assertThat(ledger.isNoted("shop-a")).isFalse();
    assertThat(ledger.note("shop-a")).isEmpty();
    assertThat(store.record().names()).containsExactly("shop-a");
    assertThat(store.record().coverage()).isEqualTo(Coverage.PARTIAL);
    assertThat(ledger.isNoted("shop-a")).isTrue();
  }

  @Test
  void whatIsNotedIsNotAskedAboutAgainBeforeTheCopyIsTooOld() {
    assertThat(ledger.note("shop-a")).isEmpty();
    int loads = store.loads.get();
    assertThat(ledger.isNoted("shop-a")).isTrue();
    assertThat(store.loads).hasValue(loads);
    nanos.addAndGet(LedgerTimes.DEFAULT.validity().toNanos());
    assertThat(ledger.isNoted("shop-a")).isFalse();
    int saves = store.saves.get();
    assertThat(ledger.note("shop-a")).isEmpty();
    assertThat(store.saves).as("it was there: reading is enough").hasValue(saves);
  }

  @Test
  void replicasAddToWhatOthersNoted() throws Exception {
    List<NamespaceLedger> replicas = List.of(ledger(), ledger(), ledger());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<String>>> notes =
          IntStream.range(0, 60)
              .mapToObj(i -> threads.submit(() -> replicas.get(i % 3).note("shop-" + i)))
              .toList();
      for (Future<Optional<String>> note : notes) {
        assertThat(note.get()).isEmpty();
      }
    }
    assertThat(store.record().names()).hasSize(60);
  }

  @Test
  void namesThatComeDuringAWriteGoTogetherWithTheNext() throws Exception {
    assertThat(ledger.note("shop-first")).isEmpty();
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    store.beforeSave =
        () -> {
          writing.countDown();
          await(goOn);
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<String>> first = threads.submit(() -> ledger.note("shop-second"));
      writing.await();
      int before = store.saves.get();
      CountDownLatch asked = new CountDownLatch(20);
      List<Future<Optional<String>>> others =
          IntStream.range(0, 20)
              .mapToObj(i ->
                  threads.submit(() -> {
                    asked.countDown();
                    return ledger.note("shop-" + i);
                  }))
              .toList();
      asked.await();
      goOn.countDown();
      assertThat(first.get()).isEmpty();
      for (Future<Optional<String>> other : others) {
        assertThat(other.get()).isEmpty();
      }
      assertThat(store.saves.get() - before).isLessThan(20);
    }
    assertThat(store.record().names()).hasSize(22);
  }

  @Test
  void aWriteThatSomebodyElseOvertookIsMadeAgainOnTopOfIt() {
    assertThat(ledger.note("shop-a")).isEmpty();
    NamespaceLedger other = ledger();
    store.beforeSave =
        () -> {
          store.beforeSave = () -> {};
          assertThat(other.note("shop-theirs")).isEmpty();
        };
    assertThat(ledger.note("shop-ours")).isEmpty();
    assertThat(store.record().names()).containsExactly("shop-a", "shop-ours", "shop-theirs");
  }

  @Test
  void whatCannotBeKeptIsNotNoted() {
    store.breakDown(true);
    assertThat(ledger.note("shop-a"))
        .contains("could not note namespace \"shop-a\" in ConfigMap a/b: the store is broken");
    assertThat(ledger.isNoted("shop-a")).isFalse();
    assertThat(ledger.current()).isEmpty();
    store.breakDown(false);
    assertThat(ledger.note("shop-a")).isEmpty();
  }

  @Test
  void anAnnouncedNameIsNotedAgain() {
    store.put(
        new NamespaceRecord(
            OWNER, Coverage.WHOLE, "7", Set.of("shop-a", "shop-b"), Map.of("shop-a", "m")));
    assertThat(ledger.current()).isPresent();
    assertThat(ledger.isNoted("shop-b")).isTrue();
    assertThat(ledger.isNoted("shop-a")).isFalse();
    assertThat(ledger.note("shop-a")).isEmpty();
    assertThat(store.record().leaving()).isEmpty();
    assertThat(store.record().coverage()).isEqualTo(Coverage.WHOLE);
  }

  @Test
  void aRecordOfAnotherControlPlaneCountsAsNothing() {
    store.put(
        new NamespaceRecord(
            new Owner("plane-2", "shop"), Coverage.WHOLE, "7", Set.of("shop-a"), Map.of()));
    NamespaceRecord now = ledger.current().orElseThrow();
    assertThat(now.owner()).isEqualTo(OWNER);
    assertThat(now.coverage()).isEqualTo(Coverage.PARTIAL);
    assertThat(now.names()).isEmpty();
  }

  @Test
  void moreThanFitsIsSaidAndNothingIsNotedAnyMore() {
    store.mostNames = 3;
    for (int i = 0; i < 5; i++) {
      assertThat(ledger.note("shop-" + i)).isEmpty();
    }
    assertThat(store.record().coverage()).isEqualTo(Coverage.OVERFULL);
    assertThat(store.record().names()).isEmpty();
    int loads = store.loads.get();
    assertThat(ledger.isNoted("shop-any")).isTrue();
    assertThat(store.loads).hasValue(loads);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(ledger().note("shop-other")).isEmpty();
    assertThat(store.record().coverage()).isEqualTo(Coverage.OVERFULL);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
