package dev.jetway.tunnel.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jetway.kube.StatusException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many unknown tokens the control plane is asked about. Whoever is not enrolled takes nothing
 * of what those have who are, and no ServiceAccount more than its share: that a token is of it is
 * not proven here, but its UID has to be known to say so. Thread-safe.
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
  private final Cache<String, RateLimit> shares =
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
    share(uid).acquire();
    enrolled.acquire();
  }

  /**
   * Takes a permit for a token that comes over a connection of the same ServiceAccount: nobody else
   * has any of these.
   *
   * @param uid the UID of that
   * @throws StatusException 429 if there is none
   */
  void acquireToRenew(String uid) {
    share("renewal of " + uid).acquire();
  }

  /**
   * Takes a permit for any other token.
   *
   * @throws StatusException 429 if there is none
   */
  void acquireAsStranger() {
    strangers.acquire();
  }

  private RateLimit share(String whose) {
    return shares.get(whose, _ -> new RateLimit(perAccount, REFUSAL, nanoTime));
  }
}
