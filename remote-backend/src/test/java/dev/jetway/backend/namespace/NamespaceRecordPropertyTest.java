package dev.jetway.backend.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.backend.LinkCalls;
import dev.jetway.backend.call.ScriptedLink;
import dev.jetway.backend.namespace.ProviderNamespaceNames.Listed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever replicas do, and however often they crash: a whole record has every namespace that is
 * there.
 */
class NamespaceRecordPropertyTest {
  private static final int RUNS = 40;
  private static final int STEPS = 200;
  private static final Owner OWNER = new Owner("plane-1", "shop");

  /** A create that was allowed, and may be carried out any time up to a minute later. */
  private record Sent(String namespace, long until) {}

  private final List<Sent> underWay = new ArrayList<>();
  private final Set<String> provider = new HashSet<>();
  private FakeRecordStore store = new FakeRecordStore();
  private long nanos;

  /** One process; what its watch shows is what was there when it looked last. */
  private final class Replica {
    final NamespaceLedger ledger =
        new NamespaceLedger(store, () -> Optional.of(OWNER), LedgerTimes.DEFAULT, () -> nanos);
    Optional<Set<String>> watched = Optional.empty();
    final LedgerKeeper keeper =
        new LedgerKeeper(
            new LinkCalls(new ScriptedLink()),
            ledger,
            () -> new Listed(provider, "1"),
            () -> watched,
            LedgerTimes.DEFAULT,
            () -> nanos);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aWholeRecordHasEverythingThatIsThere(long seed) throws IOException {
    Random random = new Random(seed);
    for (int run = 0; run < RUNS; run++) {
      store = new FakeRecordStore();
      provider.clear();
      provider.add("shop-0"); // from before there were records
      underWay.clear();
      List<Replica> replicas =
          new ArrayList<>(List.of(new Replica(), new Replica(), new Replica()));
      for (int step = 0; step < STEPS; step++) {
        step(random, replicas);
        check("seed " + seed + " run " + run + " step " + step);
      }
    }
  }

  private void step(Random random, List<Replica> replicas) throws IOException {
    int who = random.nextInt(replicas.size());
    Replica replica = replicas.get(who);
    String namespace = "shop-" + random.nextInt(6);
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        if (replica.ledger.isNoted(namespace) || replica.ledger.note(namespace).isEmpty()) {
          underWay.add(new Sent(namespace, nanos + Duration.ofMinutes(1).toNanos()));
        }
      }
      case 2 -> arrive(random);
      case 3 -> provider.remove(namespace);
      case 4 -> replica.watched = Optional.of(Set.copyOf(provider));
      case 5 -> replica.keeper.tend();
      case 6 -> pass(Duration.ofSeconds(random.nextInt(400)).toNanos());
      default -> {
        if (random.nextInt(4) == 0) {
          replicas.set(who, new Replica()); // it crashed
        }
      }
    }
  }

  private void arrive(Random random) {
    if (!underWay.isEmpty()) {
      Sent sent = underWay.remove(random.nextInt(underWay.size()));
      if (random.nextBoolean()) { // or it was refused
        provider.add(sent.namespace());
      }
    }
  }

  /** What is under way is carried out before its time is up. */
  private void pass(long time) {
    long end = nanos + time;
    for (Sent sent : List.copyOf(underWay)) {
      if (sent.until() <= end) {
        underWay.remove(sent);
        provider.add(sent.namespace());
      }
    }
    nanos = end;
  }

  private void check(String when) {
    Optional<NamespaceRecord> record = store.load().flatMap(NamespaceRecordStore.Stored::record);
    if (record.filter(each -> each.coverage() == Coverage.WHOLE).isPresent()) {
      assertThat(record.get().names()).as(when).containsAll(provider);
      assertThat(record.get().names())
          .as(when + ", what is under way")
          .containsAll(underWay.stream().map(Sent::namespace).toList());
    }
  }
}
