package dev.jetway.tunnel.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.tunnel.TunnelToken;
import dev.jetway.tunnel.dial.TokenOutcome;
import dev.jetway.tunnel.dial.Waiting;
import dev.jetway.tunnel.token.TokenState.Cause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TokenRenewalTest {
  private final Instant now = Instant.now();
  private final Instant later = now.plus(Duration.ofDays(1));
  private final String bootstrap = Tokens.bootstrap("b", now, now.plusSeconds(600));
  private final String fresh = Tokens.regular("fresh", now, later);
  private final String old =
      Tokens.regular("old", now.minusSeconds(3000), now.plusSeconds(600));

  private final MemoryStore store = new MemoryStore();
  private final BlockingQueue<TokenState> states = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> exchanged = new LinkedBlockingQueue<>();

  @Test
  void aBootstrapTokenIsExchangedAtOnceAndKept() throws Exception {
    try (TokenRenewal renewal = start(bootstrap, _ -> new TokenOutcome.Issued(fresh, later))) {
      assertThat(renewal.get()).isEqualTo(fresh);
      assertThat(next()).isEqualTo(new TokenState.Usable(Optional.of(seconds(later))));
      store.await(fresh);
      assertThat(exchanged).containsExactly(bootstrap);
    }
  }

  @Test
  void aTokenIsRenewedAtTwoThirdsOfItsLifeAndIsUsableMeanwhile() throws Exception {
    SynchronousQueue<TokenOutcome> answer = new SynchronousQueue<>();
    try (TokenRenewal renewal = start(old, _ -> take(answer))) {
      assertThat(renewal.get()).isEqualTo(old);
      assertThat(next()).isInstanceOf(TokenState.Usable.class);
      answer.put(new TokenOutcome.Issued(fresh, later));
      assertThat(next()).isEqualTo(new TokenState.Usable(Optional.of(seconds(later))));
      assertThat(renewal.get()).isEqualTo(fresh);
    }
  }

  @Test
  void aYoungTokenIsLeftAlone() throws Exception {
    try (TokenRenewal renewal = start(fresh, _ -> new TokenOutcome.Unreached("no"))) {
      assertThat(next()).isInstanceOf(TokenState.Usable.class);
      renewal.stored(new StoredToken(fresh, "7"));
      assertThat(states.poll(200, TimeUnit.MILLISECONDS)).isNull();
      assertThat(exchanged).isEmpty();
    }
  }

  @Test
  void whatIsNoJsonWebTokenIsUsedAsItIs() throws Exception {
    try (TokenRenewal renewal = start("opaque", _ -> new TokenOutcome.Unreached("no"))) {
      assertThat(next()).isEqualTo(new TokenState.Usable(Optional.empty()));
      assertThat(renewal.get()).isEqualTo("opaque");
    }
  }

  @Test
  void whatAnotherReplicaKeptIsTakenInsteadOfAsking() throws Exception {
    try (TokenRenewal renewal =
        start(
            bootstrap,
            _ -> {
              store.put(fresh);
              return new TokenOutcome.Refused(403, TunnelToken.BOOTSTRAP_USED, "used");
            })) {
      assertThat(next()).isInstanceOf(TokenState.Usable.class);
      assertThat(renewal.get()).isEqualTo(fresh);
      assertThat(exchanged).hasSize(1);
    }
  }

  @Test
  void theFirstToWriteWins() throws Exception {
    String theirs = Tokens.regular("theirs", now, later);
    try (TokenRenewal renewal =
        start(
            old,
            _ -> {
              store.put(theirs);
              return new TokenOutcome.Issued(fresh, later);
            })) {
      Waiting.until("their token", () -> renewal.get().equals(theirs));
      store.await(theirs);
    }
  }

  @Test
  void aStoreThatCannotBeWrittenDoesNotCostTheNewToken() throws Exception {
    store.failures.set(2);
    try (TokenRenewal renewal = start(bootstrap, _ -> new TokenOutcome.Issued(fresh, later))) {
      assertThat(renewal.get()).isEqualTo(fresh);
      assertThat(next()).isInstanceOf(TokenState.Usable.class);
      assertThat(failing().cause()).isEqualTo(Cause.STORE);
      store.await(fresh);
    }
  }

  @Test
  void saysWhyThereIsNoNewToken() throws Exception {
    try (TokenRenewal renewal =
        start(old, _ -> new TokenOutcome.Refused(403, "Forbidden", "the Role is missing"))) {
      assertThat(next()).isInstanceOf(TokenState.Usable.class);
      TokenState.Failing failing = failing();
      assertThat(failing.cause()).isEqualTo(Cause.FORBIDDEN);
      assertThat(failing.message()).isEqualTo("the Role is missing");
      assertThat(failing.usableUntil()).contains(seconds(now.plusSeconds(600)));
      assertThat(renewal.get()).isEqualTo(old);
    }
    String over = Tokens.regular("over", now.minusSeconds(900), now.minusSeconds(300));
    try (TokenRenewal _ = start(over, _ -> new TokenOutcome.Refused(401, "", "expired"))) {
      assertThat(next()).isInstanceOf(TokenState.Usable.class);
      assertThat(failing())
          .isEqualTo(new TokenState.Failing(Cause.EXPIRED, "expired", Optional.empty()));
    }
    try (TokenRenewal renewal = start(bootstrap, _ -> new TokenOutcome.Unreached("no route"))) {
      assertThat(failing())
          .isEqualTo(new TokenState.Failing(Cause.UNREACHABLE, "no route", Optional.empty()));
      assertThatThrownBy(renewal::get).hasMessage("no route");
    }
  }

  @Test
  void aNewBootstrapTokenInTheStoreEndsTheTrouble() throws Exception {
    String second = Tokens.bootstrap("b2", now, now.plusSeconds(600));
    try (TokenRenewal renewal =
        start(
            bootstrap,
            token ->
                token.equals(second)
                    ? new TokenOutcome.Issued(fresh, later)
                    : new TokenOutcome.Refused(401, "", "expired"))) {
      assertThat(failing().cause()).isEqualTo(Cause.REJECTED);
      store.put(second);
      renewal.stored(new StoredToken(second, "9"));
      Waiting.until("a token", () -> store.holds(fresh));
      assertThat(renewal.get()).isEqualTo(fresh);
    }
  }

  @Test
  void aGoodTokenIsUsedUntilTheBootstrapTokenInItsPlaceIsExchanged() throws Exception {
    SynchronousQueue<TokenOutcome> answer = new SynchronousQueue<>();
    String good = Tokens.regular("good", now, later);
    try (TokenRenewal renewal = start(good, _ -> take(answer))) {
      assertThat(next()).isInstanceOf(TokenState.Usable.class);
      store.put(bootstrap);
      renewal.stored(new StoredToken(bootstrap, "9"));
      assertThat(exchanged.poll(10, TimeUnit.SECONDS)).isEqualTo(bootstrap);
      assertThat(renewal.get()).isEqualTo(good);
      answer.put(new TokenOutcome.Issued(fresh, later));
      assertThat(next()).isInstanceOf(TokenState.Usable.class);
      assertThat(renewal.get()).isEqualTo(fresh);
    }
  }

  private TokenRenewal start(String first, Function<String, TokenOutcome> gateway) {
    store.put(first);
    return TokenRenewal.start(
        "prod",
        new StoredToken(first, "1"),
        store,
        token -> {
          exchanged.add(token);
          return gateway.apply(token);
        },
        states::add,
        Clock.systemUTC(),
        new Random(1));
  }

  private TokenState next() throws InterruptedException {
    TokenState state = states.poll(10, TimeUnit.SECONDS);
    assertThat(state).isNotNull();
    return state == null ? new TokenState.Usable(Optional.empty()) : state;
  }

  private TokenState.Failing failing() throws InterruptedException {
    return (TokenState.Failing) next();
  }

  private static TokenOutcome take(SynchronousQueue<TokenOutcome> answer) {
    try {
      return answer.take();
    } catch (InterruptedException _) {
      return new TokenOutcome.Unreached("interrupted");
    }
  }

  private static Instant seconds(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond());
  }

  /** A store of one process, some of whose writes fail. */
  private static final class MemoryStore implements TokenStore {
    final AtomicInteger failures = new AtomicInteger();
    private final AtomicReference<StoredToken> stored =
        new AtomicReference<>(new StoredToken("", "0"));

    void put(String token) {
      stored.updateAndGet(before ->
          new StoredToken(token, Integer.toString(Integer.parseInt(before.version()) + 1)));
    }

    boolean holds(String token) {
      return stored.get().token().equals(token);
    }

    void await(String token) {
      Waiting.until("the token in the store", () -> holds(token));
    }

    @Override
    public Optional<StoredToken> read() {
      return Optional.of(stored.get());
    }

    @Override
    public Optional<StoredToken> replace(StoredToken expected, String token) {
      if (failures.getAndDecrement() > 0) {
        throw new TokenStoreException("could not write", new IllegalStateException());
      }
      StoredToken before = stored.get();
      StoredToken after = new StoredToken(token, before.version() + "1");
      return before.version().equals(expected.version()) && stored.compareAndSet(before, after)
          ? Optional.of(after)
          : Optional.empty();
    }
  }
}
