package dev.jetway.tunnel.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration MOST = Duration.ofSeconds(60);

  @Test
  void doublesUpToTheLongest() {
    BackOff backOff = new BackOff(FIRST, MOST, () -> 1);

    assertThat(Stream.generate(() -> backOff.next(Optional.empty()).toMillis()).limit(9))
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 32_000L, 60_000L, 60_000L);
  }

  @Test
  void staysAtTheLongestForEver() {
    BackOff backOff = new BackOff(FIRST, MOST, () -> 1);

    assertThat(Stream.generate(() -> backOff.next(Optional.empty())).limit(1000).skip(990))
        .containsOnly(MOST);
  }

  @Test
  void drawsFromTheWholeRange() {
    assertThat(new BackOff(FIRST, MOST, () -> 0).next(Optional.empty())).isZero();
    assertThat(new BackOff(FIRST, MOST, () -> 0.5).next(Optional.empty())).hasMillis(250);
  }

  @Test
  void startsSmallAgainAfterAReset() {
    BackOff backOff = new BackOff(FIRST, MOST, () -> 1);
    backOff.next(Optional.empty());
    backOff.next(Optional.empty());

    backOff.reset();

    assertThat(backOff.next(Optional.empty())).isEqualTo(FIRST);
  }

  @Test
  void staysAwayAsLongAsTheGatewayAsksButNotForEver() {
    BackOff backOff = new BackOff(FIRST, MOST, () -> 0);

    assertThat(backOff.next(Optional.of(Duration.ofSeconds(90)))).hasSeconds(90);
    assertThat(backOff.next(Optional.of(Duration.ofDays(90)))).hasMinutes(10);
  }
}
