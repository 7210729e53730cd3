package dev.jetway.tunnel.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jetway.kube.StatusException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many unknown tokens the control plane is asked about. Whoever is not enrolled takes nothing
 * of what those have who are, and no cluster more than its share: a token's claim of a
 * ServiceAccount's UID is not proven here, but has to be known to be made. Thread-safe.
 */
final class HandshakeRate {
  private static final String REFUSAL =
      "too many clusters connect at this moment; try again in a second";
  private static final int SHARES = 10;
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final int perAccount;
  private final LongSupplier nanoTime;
  private final RateLimit enrolled;
  private final RateLimit strangers;
  private final Cache<String, RateLimit> accounts =
      Caffeine.newBuilder().expireAfterAccess(KEPT).build();

  HandshakeRate(int perSecond, LongSupplier nanoTime) {
    this.perAccount = Math.max(1, perSecond / SHARES);
    this.nanoTime = nanoTime;
    this.enrolled = new RateLimit(perSecond, REFUSAL, nanoTime);
    this.strangers = new RateLimit(perSecond, REFUSAL, nanoTime);
  }

  /**
   * Takes a permit for a token that says it is of an enrolled ServiceAccount.
   *
   * @param uid the UID of that
   * @throws StatusException 429 if there is none
   */
  void acquire(String uid) {
    accounts.get(uid, _ -> new RateLimit(perAccount, REFUSAL, nanoTime)).acquire();
    enrolled.acquire();
  }

  /**
   * Takes a permit for any other token.
   *
   * @throws StatusException 429 if there is none
   */
  void acquireAsStranger() {
    strangers.acquire();
  }
}
