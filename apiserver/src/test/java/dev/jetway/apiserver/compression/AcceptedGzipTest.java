package dev.jetway.apiserver.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedGzipTest {
  @ParameterizedTest
  @ValueSource(strings = {"gzip", " gzip ", "identity,gzip", "br, gzip, deflate", "gzip;q=0, gzip"})
  void theWordCounts(String header) {
    assertThat(AcceptedGzip.asWord(List.of(header))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "gzip;q=0", "gzip;q=1", "GZIP", "x-gzip", "identity", "deflate, *"})
  void nothingButTheWordCounts(String header) {
    assertThat(AcceptedGzip.asWord(List.of(header))).isFalse();
  }

  @Test
  void onlyTheFirstHeaderCounts() {
    assertThat(AcceptedGzip.asWord(List.of())).isFalse();
    assertThat(AcceptedGzip.asWord(List.of("gzip", "identity"))).isTrue();
    assertThat(AcceptedGzip.asWord(List.of("identity", "gzip"))).isFalse();
    assertThat(AcceptedGzip.byQuality(List.of())).isFalse();
    assertThat(AcceptedGzip.byQuality(List.of("identity", "gzip"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "gzip;q=0.1", "br;q=1, gzip;q=0.5"})
  void qualitiesCountForOpenApiV2(String header) {
    assertThat(AcceptedGzip.byQuality(List.of(header))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "gzip;q=0", "gzip;q=0.0", "identity"})
  void aQualityOfZeroSaysNoForOpenApiV2(String header) {
    assertThat(AcceptedGzip.byQuality(List.of(header))).isFalse();
  }
}
