package dev.jetway.e2e.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventuallyTest {
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void looksAtLeastOnceEvenWithoutTime() {
    Eventually.within(Duration.ZERO).isTrue("a look", () -> looks.incrementAndGet() == 1);
    assertThat(looks).hasValue(1);
  }

  @Test
  void returnsTheValueOnceItIsThere() {
    String value =
        Eventually.within(Duration.ofSeconds(10))
            .value(
                "three looks",
                () -> looks.incrementAndGet() == 3 ? Optional.of("there") : Optional.empty());
    assertThat(value).isEqualTo("there");
  }

  @Test
  void saysWhatItWaitedFor() {
    assertThatThrownBy(
            () -> Eventually.within(Duration.ofMillis(30)).isTrue("the impossible", () -> false))
        .isInstanceOf(RigException.class)
        .hasMessage("timed out after PT0.03S waiting for the impossible");
  }

  @Test
  void failsWithTheLastAssertion() {
    assertThatThrownBy(() ->
            Eventually.within(Duration.ofMillis(30))
                .passes(() -> assertThat(looks.incrementAndGet()).isZero()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected: 0");
  }

  @Test
  void anInterruptEndsTheWait() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Eventually.within(Duration.ofMinutes(1)).isTrue("never", () -> false))
        .isInstanceOf(RigException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
