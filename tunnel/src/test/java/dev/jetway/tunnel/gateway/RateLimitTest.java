package dev.jetway.tunnel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jetway.kube.StatusException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong();
  private final RateLimit limit = new RateLimit(5, "come again", now::get);

  @Test
  void letsTwoSecondsWorthInAtOnceAndThenTheAverage() {
    assertThat(taken()).isEqualTo(10);
    now.addAndGet(SECOND);
    assertThat(taken()).isEqualTo(5);
    now.addAndGet(100 * SECOND);
    assertThat(taken()).isEqualTo(10);
  }

  @Test
  void sendsOthersAwayToComeAgain() {
    taken();

    assertThatThrownBy(limit::acquire)
        .isInstanceOfSatisfying(
            StatusException.class,
            e -> {
              assertThat(e.status().code()).isEqualTo(429);
              assertThat(e.status().message()).isEqualTo("come again");
            });
  }

  private int taken() {
    int taken = 0;
    try {
      while (true) {
        limit.acquire();
        taken++;
      }
    } catch (StatusException _) {
      return taken;
    }
  }
}
