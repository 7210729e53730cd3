package dev.jetway.tunnel.token;

import dev.jetway.tunnel.LinkTrouble;
import dev.jetway.tunnel.NoTokenException;
import dev.jetway.tunnel.TokenClaims;
import dev.jetway.tunnel.TunnelToken;
import dev.jetway.tunnel.dial.TokenOutcome;
import dev.jetway.tunnel.token.TokenState.Cause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the token of one connection valid.
 *
 * <pre>
 * BOOTSTRAP ── exchange ──► USABLE ── two thirds of its life ──► DUE ── exchange ──► USABLE
 *     │ refused, unreached                                        │ refused, unreached
 *     └── pause, again; a new token in the store ──► (as found) ◄─┘
 * </pre>
 *
 * <p>Each replica does this for itself. Before it asks for a new token it looks into the store, and
 * what another replica has put there is taken; after it, the first to write wins, and the others
 * take that one. The token that was replaced stays valid until its end.
 *
 * <p>One virtual thread, which calls the listener. {@link #get} is for any thread.
 */
public final class TokenRenewal implements Supplier<String>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TokenRenewal.class);

  /** How long a request waits for the first exchange, which mostly takes much less. */
  private static final Duration FIRST_EXCHANGE = Duration.ofSeconds(3);

  private static final double DUE = 2.0 / 3;

  /** So much of its life earlier or later, half of it each way, that replicas do not meet. */
  private static final double JITTER = 0.1;

  /** Not oftener, however wrong the clock is. */
  private static final Duration LEAST_BETWEEN = Duration.ofMinutes(1);

  /** The clock may be set, or the machine sleep. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private static final int WRITES_AFTER_CLOSE = 5;

  private final String connection;
  private final TokenStore store;
  private final Exchange exchange;
  private final Consumer<TokenState> listener;
  private final Clock clock;
  private final RandomGenerator random;
  private final Pauses pauses;
  private final Semaphore wakeUp = new Semaphore(0);
  private final CountDownLatch usable = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private volatile StoredToken current;
  private volatile Optional<StoredToken> presentable;
  private volatile NoTokenException trouble =
      new NoTokenException(LinkTrouble.CONNECTING, "the bootstrap token is being exchanged");

  /** Asks the gateway; {@link dev.jetway.tunnel.dial.TokenExchange#exchange}. */
  @FunctionalInterface
  public interface Exchange {
    /** Blocks. */
    TokenOutcome exchange(String token) throws InterruptedException;
  }

  private TokenRenewal(
      String connection,
      StoredToken first,
      TokenStore store,
      Exchange exchange,
      Consumer<TokenState> listener,
      Clock clock,
      RandomGenerator random) {
    this.connection = connection;
    this.current = first;
    this.presentable = first.isBootstrap() ? Optional.empty() : Optional.of(first);
    this.store = store;
    this.exchange = exchange;
    this.listener = listener;
    this.clock = clock;
    this.random = random;
    this.pauses = new Pauses(random);
    this.thread = Thread.ofVirtual().name("token-" + connection).unstarted(this::run);
  }

  /**
   * Starts to look after a token.
   *
   * @param connection the name of the connection, for logs
   * @param first what was found in the store
   * @param listener hears how it stands, at first and after every change and failure; must not
   *     block for long
   */
  public static TokenRenewal start(
      String connection,
      StoredToken first,
      TokenStore store,
      Exchange exchange,
      Consumer<TokenState> listener,
      Clock clock,
      RandomGenerator random) {
    TokenRenewal renewal =
        new TokenRenewal(connection, first, store, exchange, listener, clock, random);
    renewal.thread.start();
    return renewal;
  }

  /**
   * The token to come with now. While there is only a bootstrap token, which opens nothing, waits a
   * moment for its exchange; the one before a bootstrap token is used until then.
   *
   * @throws NoTokenException if there is none, with the reason
   */
  @Override
  public String get() {
    Optional<StoredToken> now = presentable;
    if (now.isEmpty()) {
      try {
        var _ = usable.await(FIRST_EXCHANGE.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
      now = presentable;
    }
    return now.map(StoredToken::token)
        .orElseThrow(
            () -> new NoTokenException(trouble.trouble(), String.valueOf(trouble.getMessage())));
  }

  /** Tells what is in the store now, as a watch saw it. Returns at once. */
  public void stored(StoredToken found) {
    if (!found.token().equals(current.token())) {
      wakeUp.release();
    }
  }

  /**
   * Stops to look after it; an exchange that has begun goes on to its end, since a bootstrap token
   * is used up by it. Idempotent; {@link #get} goes on answering.
   */
  @Override
  public void close() {
    closed.set(true);
    wakeUp.release();
  }

  private void run() {
    try {
      tell();
      Instant due = due(current);
      while (!closed.get()) {
        due = step(due);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until then and acts; says when to act next. */
  private Instant step(Instant due) throws InterruptedException {
    try {
      if (!awaitDue(due)) {
        return !closed.get() && look() ? due(current) : due;
      }
      if (!closed.get() && renew()) {
        pauses.reset();
        return current.isBootstrap()
            ? Instant.MIN
            : later(due(current), clock.instant().plus(LEAST_BETWEEN));
      }
    } catch (RuntimeException e) { // the edge of the thread: a renewal must not end unseen
      LOG.error("token renewal failed connection={}", connection, e);
    }
    return clock.instant().plus(pauses.next());
  }

  /** False if the store changed before the time came. */
  private boolean awaitDue(Instant due) throws InterruptedException {
    while (clock.instant().isBefore(due)) {
      Duration left = Duration.between(clock.instant(), due);
      Duration wait = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
      if (wakeUp.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        wakeUp.drainPermits();
        return false;
      }
    }
    return true;
  }

  /** Takes what is in the store; false if that is what we have, or it cannot be read. */
  private boolean look() {
    try {
      return takeStored().isPresent();
    } catch (TokenStoreException e) {
      failing(Cause.STORE, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** True if there is another token than before. */
  private boolean renew() throws InterruptedException {
    try {
      if (takeStored().isPresent()) {
        return true;
      }
      StoredToken old = current;
      return switch (exchange.exchange(old.token())) {
        case TokenOutcome.Issued issued -> keep(old, issued);
        case TokenOutcome.Refused refused -> {
          refused(refused);
          yield false;
        }
        case TokenOutcome.Unreached unreached -> {
          failing(Cause.UNREACHABLE, unreached.message());
          yield false;
        }
      };
    } catch (TokenStoreException e) {
      failing(Cause.STORE, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /**
   * Uses the new token from now on, whether it can be kept or not: after a bootstrap token there is
   * no other. It is written until it, or another one, is in the store.
   */
  private boolean keep(StoredToken old, TokenOutcome.Issued issued) throws InterruptedException {
    take(new StoredToken(issued.token(), old.version()));
    Pauses writing = new Pauses(random);
    while (!closed.get() || writing.count() < WRITES_AFTER_CLOSE) {
      try {
        Optional<StoredToken> before = store.read();
        if (before.filter(found -> found.token().equals(old.token())).isEmpty()) {
          before.ifPresent(this::take); // somebody else's, or nothing at all: not ours to change
          return true;
        }
        Optional<StoredToken> written = store.replace(before.get(), issued.token());
        if (written.isPresent()) {
          current = written.get();
          LOG.info("token renewed connection={} expires={}", connection, issued.expires());
          return true;
        }
      } catch (TokenStoreException e) {
        failing(Cause.STORE, "the new token could not be kept: " + e.getMessage());
      }
      TimeUnit.NANOSECONDS.sleep(writing.next().toNanos());
    }
    return true;
  }

  private Optional<StoredToken> takeStored() {
    Optional<StoredToken> other =
        store.read().filter(found -> !found.token().equals(current.token()));
    other.ifPresent(this::take);
    return other;
  }

  private void take(StoredToken token) {
    current = token;
    tell();
  }

  private void tell() {
    if (!current.isBootstrap()) {
      presentable = Optional.of(current);
      usable.countDown();
      listener.accept(new TokenState.Usable(expires(current)));
    }
  }

  private void refused(TokenOutcome.Refused refused) {
    Cause cause =
        switch (refused.code()) {
          case 401 -> isOver(current) ? Cause.EXPIRED : Cause.REJECTED;
          case 403 ->
              refused.reason().equals(TunnelToken.BOOTSTRAP_USED) ? Cause.USED : Cause.FORBIDDEN;
          case 409 -> Cause.FORBIDDEN;
          default -> Cause.UNREACHABLE;
        };
    // Another replica may have used it just now: what it got is about to be in the store.
    if (cause != Cause.USED || pauses.count() > 1) {
      failing(cause, refused.message());
    }
  }

  private void failing(Cause cause, String message) {
    trouble = new NoTokenException(linkTrouble(cause), message);
    LOG.warn("token not renewed connection={} cause={} reason=\"{}\"", connection, cause, message);
    boolean rejected = cause == Cause.REJECTED && !current.isBootstrap();
    Optional<Instant> until =
        presentable
            .filter(token -> !rejected && !isOver(token))
            .map(token -> expires(token).orElse(Instant.MAX));
    listener.accept(new TokenState.Failing(cause, message, until));
  }

  private static LinkTrouble linkTrouble(Cause cause) {
    return switch (cause) {
      case EXPIRED, REJECTED, USED, STORE -> LinkTrouble.CREDENTIAL;
      case FORBIDDEN -> LinkTrouble.PERMISSION;
      case UNREACHABLE -> LinkTrouble.UNREACHABLE;
    };
  }

  private static Optional<Instant> expires(StoredToken token) {
    return token.claims().map(TokenClaims::expires).filter(end -> end.isBefore(Instant.MAX));
  }

  private boolean isOver(StoredToken token) {
    return expires(token).filter(end -> !clock.instant().isBefore(end)).isPresent();
  }

  /** When to ask for another one. */
  private Instant due(StoredToken token) {
    Optional<TokenClaims> claims = token.claims();
    boolean ends =
        claims
            .filter(it -> it.expires().isBefore(Instant.MAX) && it.issued().isAfter(Instant.MIN))
            .isPresent();
    if (token.isBootstrap() || !ends || claims.isEmpty()) {
      return token.isBootstrap() ? Instant.MIN : Instant.MAX;
    }
    Duration life = Duration.between(claims.get().issued(), claims.get().expires());
    double part = DUE + (random.nextDouble() - 0.5) * JITTER;
    return claims.get().issued().plusMillis((long) (life.toMillis() * part));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
