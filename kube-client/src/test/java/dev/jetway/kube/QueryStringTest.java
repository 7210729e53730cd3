package dev.jetway.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryStringTest {
  @ParameterizedTest
  @CsvSource({
    "a=1&b=2, a=1&b=2",
    "a=1&a=2, a=1&a=2",
    "&&a=1&, a=1",
    "a, a=",
    "a=b=c, a=b%3Dc",
    "a=x+y, a=x+y",
    "a=x%20y, a=x+y",
    "a=%2B, a=%2B",
    "a=%C3%A4, a=%C3%A4",
    "labelSelector=a%20in%20(b%2Cc), 'labelSelector=a+in+%28b%2Cc%29'",
    "'', ''",
  })
  void whatIsNotUnderstoodGoesOnAsItCame(String raw, String encoded) {
    QueryString query = QueryString.parse(raw);
    assertThat(query.encode()).isEqualTo(encoded);
    assertThat(QueryString.parse(encoded)).isEqualTo(query);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%1", "a=%zz", "a=%+1", "%-1=a", "a=1;b=2", "a=%ff", "a=%C3"})
  void whatOthersWouldReadDifferentlyIsRefused(String raw) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> QueryString.parse(raw))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(400));
  }

  @Test
  void tooMuchIsRefused() {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> QueryString.parse("a&".repeat(257)));
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> QueryString.parse("x".repeat(QueryString.MAX_LENGTH + 1)));
  }

  @Test
  void theFirstOfSeveralCounts() {
    QueryString query = QueryString.parse("a=1&b=0&a=2");
    assertThat(query.first("a")).contains("1");
    assertThat(query.first("c")).isEmpty();
    assertThat(query.isTrue("a")).isTrue();
    assertThat(query.isTrue("b")).isFalse();
    assertThat(query.isTrue("c")).isFalse();
  }

  @Test
  void settingReplacesAllOfTheKeyInPlace() {
    QueryString query = QueryString.parse("a=1&b=2&a=3");
    assertThat(query.with("a", "x").encode()).isEqualTo("a=x&b=2");
    assertThat(query.with("c", "&").encode()).isEqualTo("a=1&b=2&a=3&c=%26");
    assertThat(query.without("a").encode()).isEqualTo("b=2");
  }
}
