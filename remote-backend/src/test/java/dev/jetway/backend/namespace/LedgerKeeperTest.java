package dev.jetway.backend.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.LinkCalls;
import dev.jetway.backend.call.ScriptedLink;
import dev.jetway.backend.namespace.ProviderNamespaceNames.Listed;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerKeeperTest {
  private static final Owner OWNER = new Owner("plane-1", "shop");
  private static final long GRACE = LedgerTimes.DEFAULT.grace().toNanos();

  private final FakeRecordStore store = new FakeRecordStore();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger lists = new AtomicInteger();
  private final NamespaceLedger ledger = ledger();
  private final LedgerKeeper keeper = keeper(ledger);
  private Set<String> provider = Set.of();
  private Optional<Set<String>> watched = Optional.empty();

  private NamespaceLedger ledger() {
    return new NamespaceLedger(store, () -> Optional.of(OWNER), LedgerTimes.DEFAULT, nanos::get);
  }

  private LedgerKeeper keeper(NamespaceLedger of) {
    return new LedgerKeeper(
        new LinkCalls(new ScriptedLink()),
        of,
        () -> new Listed(provider, Integer.toString(lists.incrementAndGet())),
        () -> watched,
        LedgerTimes.DEFAULT,
        nanos::get);
  }

  @BeforeEach
  void begin() throws IOException {
    provider = Set.of("shop-old");
    keeper.tend();
  }

  @Test
  void aRecordIsWholeOnceItHasWhatWasThereBefore() throws IOException {
    assertThat(store.record().coverage()).isEqualTo(Coverage.WHOLE);
    assertThat(store.record().names()).containsExactly("shop-old");
    assertThat(store.record().resourceVersion()).isEqualTo("1");
    keeper.tend();
    assertThat(lists).as("one list is enough").hasValue(1);
  }

  @Test
  void whatOthersMadeAtTheProviderIsAdded() throws IOException {
    watched = Optional.of(Set.of("shop-old", "shop-by-hand"));
    keeper.tend();
    assertThat(store.record().names()).containsExactly("shop-by-hand", "shop-old");
  }

  @Test
  void whatHasGoneIsAnnouncedAndTakenOutAfterTheGrace() throws IOException {
    provider = Set.of();
    watched = Optional.of(Set.of());
    keeper.tend();
    assertThat(store.record().leaving()).containsOnlyKeys("shop-old");
    nanos.addAndGet(GRACE - 1);
    keeper.tend();
    assertThat(store.record().names()).containsExactly("shop-old");
    nanos.addAndGet(1);
    keeper.tend();
    assertThat(store.record().names()).isEmpty();
    assertThat(store.record().leaving()).isEmpty();
    assertThat(store.record().resourceVersion()).isEqualTo(Integer.toString(lists.get()));
    assertThat(store.record().coverage()).isEqualTo(Coverage.WHOLE);
  }

  @Test
  void aWatchThatLagsTakesNothingOut() throws IOException {
    watched = Optional.of(Set.of());
    keeper.tend();
    assertThat(store.record().leaving()).isEmpty();
    provider = Set.of();
    keeper.tend();
    assertThat(store.record().leaving()).isNotEmpty();
    provider = Set.of("shop-old");
    nanos.addAndGet(2 * GRACE);
    keeper.tend();
    assertThat(store.record().names()).containsExactly("shop-old");
  }

  @Test
  void withoutAWatchNothingIsTakenOut() throws IOException {
    provider = Set.of();
    nanos.addAndGet(2 * GRACE);
    keeper.tend();
    assertThat(store.record().names()).containsExactly("shop-old");
    assertThat(store.record().leaving()).isEmpty();
  }

  @Test
  void aNewAnnouncementHasAGraceOfItsOwn() throws IOException {
    provider = Set.of();
    watched = Optional.of(Set.of());
    keeper.tend();
    nanos.addAndGet(GRACE / 2);
    assertThat(ledger().note("shop-old")).as("a create by another replica").isEmpty();
    keeper(ledger()).tend();
    assertThat(store.record().leaving()).as("announced once more").isNotEmpty();
    nanos.addAndGet(GRACE / 2);
    keeper.tend();
    assertThat(store.record().names()).containsExactly("shop-old");
    nanos.addAndGet(GRACE);
    keeper.tend();
    assertThat(store.record().names()).isEmpty();
  }

  @Test
  void aReplicaThatStartsWaitsTheWholeGrace() throws IOException {
    provider = Set.of();
    watched = Optional.of(Set.of());
    keeper.tend();
    nanos.addAndGet(2 * GRACE);
    LedgerKeeper started = keeper(ledger());
    started.tend();
    assertThat(store.record().names()).containsExactly("shop-old");
    nanos.addAndGet(GRACE);
    started.tend();
    assertThat(store.record().names()).isEmpty();
  }

  @Test
  void anOverfullRecordIsLeftAlone() throws IOException {
    store.mostNames = 1;
    watched = Optional.of(Set.of("shop-old", "shop-new"));
    keeper.tend();
    assertThat(store.record().coverage()).isEqualTo(Coverage.OVERFULL);
    int saves = store.saves.get();
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    keeper.tend();
    assertThat(store.saves).hasValue(saves);
  }
}
