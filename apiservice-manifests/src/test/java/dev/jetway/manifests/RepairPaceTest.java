package dev.jetway.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RepairPaceTest {
  private final RepairPace pace = new RepairPace();
  private Instant now = Instant.EPOCH;

  @Test
  void aFirstRepairWaitsForNothing() {
    assertThat(pace.wait("a", now)).isZero();
  }

  @Test
  void repairsThatAreUndoneComeEverMoreSlowly() {
    Duration before = Duration.ZERO;
    for (int i = 0; i < 5; i++) {
      now = now.plus(pace.wait("a", now));
      pace.repaired("a", now);
      assertThat(pace.wait("a", now)).isGreaterThan(before);
      before = pace.wait("a", now);
    }
    assertThat(pace.wait("b", now)).isZero();
  }

  @Test
  void neverWaitsLongerThanAQuarterOfAMinute() {
    for (int i = 0; i < 20; i++) {
      pace.repaired("a", now);
    }
    assertThat(pace.wait("a", now)).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void aCalmTimeMakesRepairsQuickAgain() {
    for (int i = 0; i < 20; i++) {
      pace.repaired("a", now);
    }
    now = now.plusSeconds(31);
    pace.repaired("a", now);
    assertThat(pace.wait("a", now)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void whatIsNewlyWantedIsWrittenAtOnce() {
    pace.repaired("a", now);
    pace.forget();
    assertThat(pace.wait("a", now)).isZero();
  }
}
