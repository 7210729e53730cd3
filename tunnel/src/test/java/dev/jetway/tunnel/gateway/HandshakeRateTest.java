package dev.jetway.tunnel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jetway.kube.StatusException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HandshakeRateTest {
  private final AtomicLong now = new AtomicLong();
  private final HandshakeRate rate = new HandshakeRate(50, now::get);

  @Test
  void strangersTakeNothingOfWhatEnrolledClustersHave() {
    assertThat(taken(rate::acquireAsStranger)).isEqualTo(100);

    assertThat(taken(() -> rate.acquire("uid-1"))).isEqualTo(10);
  }

  @Test
  void noClusterTakesMoreThanItsShare() {
    assertThat(taken(() -> rate.acquire("uid-1"))).isEqualTo(10);
    assertThat(taken(() -> rate.acquire("uid-2"))).isEqualTo(10);
    now.addAndGet(1_000_000_000L);
    assertThat(taken(() -> rate.acquire("uid-1"))).isEqualTo(5);
  }

  /**
   * Whoever knows a UID can use up its share, but not over the connection of its ServiceAccount.
   */
  @Test
  void tokensAreRenewedWhateverComesOverOtherConnections() {
    assertThat(taken(() -> rate.acquire("uid-1"))).isEqualTo(10);

    assertThat(taken(() -> rate.acquireToRenew("uid-1"))).isEqualTo(10);
  }

  @Test
  void allTogetherHaveALimit() {
    int all = 0;
    for (int i = 0; i < 20; i++) {
      String uid = "uid-" + i;
      all += taken(() -> rate.acquire(uid));
    }
    assertThat(all).isEqualTo(100);
    assertThat(taken(rate::acquireAsStranger)).isEqualTo(100);
  }

  private static int taken(Runnable acquire) {
    int taken = 0;
    try {
      while (taken < 1000) {
        acquire.run();
        taken++;
      }
    } catch (StatusException _) {
      return taken;
    }
    throw new AssertionError("no limit");
  }
}
