package dev.jetway.backend.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00Z, 0s",
    "2026-03-01T12:00:01.9Z, 0s",
    "2026-03-01T12:00:02Z, <invalid>",
    "2026-03-01T11:58:01Z, 119s",
    "2026-03-01T11:58:00Z, 2m",
    "2026-03-01T11:50:01Z, 9m59s",
    "2026-03-01T11:50:00Z, 10m",
    "2026-03-01T09:00:01Z, 179m",
    "2026-03-01T09:00:00Z, 3h",
    "2026-03-01T04:01:00Z, 7h59m",
    "2026-03-01T04:00:00Z, 8h",
    "2026-02-27T12:00:01Z, 47h",
    "2026-02-27T12:00:00Z, 2d",
    "2026-02-21T13:00:00Z, 7d23h",
    "2026-02-21T12:00:00Z, 8d",
    "2024-03-01T12:00:01Z, 729d",
    "2024-03-01T12:00:00Z, 2y",
    "2018-03-05T12:00:00Z, 7y363d",
    "2018-03-03T12:00:00Z, 8y",
    "1026-03-01T12:00:00Z, 292y",
    "2026-03-01T14:00:00+02:00, 0s",
    "2026-02-30T12:00:00Z, <invalid>",
    "2026-03-01 12:00:00, <invalid>",
    "0001-01-01T00:00:00Z, <unknown>",
    "'', <unknown>",
    "null, <unknown>"
  })
  void isInTheWordsOfKubernetes(String time, String age) {
    assertThat(Age.of(time, NOW)).isEqualTo(age);
  }
}
